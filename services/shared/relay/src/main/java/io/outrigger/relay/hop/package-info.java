/**
 * Calling other services and model servers over gRPC.
 *
 * <p>One long-lived channel a target; ids, trace, routing headers and deadline of the request being served go along by
 * themselves with a {@link io.outrigger.relay.hop.UnaryCall}, and not with one of {@link io.outrigger.relay.hop.OwnCalls}. Stateless.
 */
package io.outrigger.relay.hop;
