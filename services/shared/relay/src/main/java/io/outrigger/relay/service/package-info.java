/**
 * Passing calls of the Open Inference Protocol on to the next hop, as bytes and without a thread that waits.
 *
 * <p>{@link io.outrigger.relay.service.InferHandler} is what a hop does with one inference, whose head was scanned where it came
 * in, {@link io.outrigger.relay.service.WireHandler} what it does with any other message; {@link
 * io.outrigger.relay.service.UnaryRelay} and {@link io.outrigger.relay.service.StreamRelay} serve unary calls and
 * streams with them; {@link io.outrigger.relay.hop.UnaryCall} calls the next hop. Cancellation and deadline travel in
 * {@link io.grpc.Context}: a call made while a handler runs inherits both. Everything here is safe for several threads.
 */
package io.outrigger.relay.service;
