package io.outrigger.modelserver.statistics;

/**
 * Where the time of one batch went, in nanoseconds.
 *
 * @param input  putting the callers' rows together
 * @param infer  the runtime's call
 * @param output taking the answers apart
 */
public record Timings(long input, long infer, long output) {
}
