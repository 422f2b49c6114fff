/**
 * Which waiting requests run together, and when.
 *
 * <p>{@link io.outrigger.modelserver.batching.BatchQueue} decides and is pure: no threads, no clock. {@link
 * io.outrigger.modelserver.batching.BatchWorkers} is the thin shell that gives it a lock, a clock and threads.
 */
package io.outrigger.modelserver.batching;
