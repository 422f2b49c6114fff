/**
 * One loaded version of a model and the way of a request through it: check, queue, batch, runtime, answer.
 *
 * <p>Requests come in as {@link io.outrigger.modelserver.execution.InferenceRequest} from either protocol. A request that was
 * let in ends exactly once: with its answer, with the runtime's refusal, out of time, or cancelled. Thread-safe.
 */
package io.outrigger.modelserver.execution;
