/**
 * Passing calls of the Open Inference Protocol on to the next hop, as bytes and without a thread that waits.
 *
 * <p>{@link io.outrigger.openinference.relay.WireHandler} is what a hop does with one message; {@link
 * io.outrigger.openinference.relay.UnaryRelay} and {@link io.outrigger.openinference.relay.StreamRelay} serve unary calls and
 * streams with it; {@link io.outrigger.openinference.relay.UnaryCall} calls the next hop. Cancellation and deadline travel in
 * {@link io.grpc.Context}: a call made while a handler runs inherits both. Everything here is safe for several threads.
 */
package io.outrigger.openinference.relay;
