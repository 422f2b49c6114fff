/**
 * Smart batching, the decisions: which requests to a fleet share a call, and when it is sent.
 *
 * <p>{@link io.outrigger.orchestrator.batching.Batcher} is a state machine for one fleet: {@link
 * io.outrigger.orchestrator.batching.BatchEvent}s in, {@link io.outrigger.orchestrator.batching.BatchCommand}s out. It has no thread, no
 * clock and no lock, and knows neither bytes nor gRPC; who uses it brings these. What it rests on was chosen by simulation, which the
 * tests repeat.
 */
package io.outrigger.orchestrator.batching;
