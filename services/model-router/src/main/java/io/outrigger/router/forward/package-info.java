/**
 * The service's edge on gRPC: messages in, routing headers on, the same bytes out to the orchestrator.
 *
 * <p>Nothing here waits: an answer is passed back on the thread that brings it. Stateless and safe for several threads.
 */
package io.outrigger.router.forward;
