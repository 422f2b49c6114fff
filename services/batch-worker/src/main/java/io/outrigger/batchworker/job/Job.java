package io.outrigger.batchworker.job;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What decisions about a job are made from. What it is for (model, input, metadata, webhook) is not here.
 *
 * @param stop why rows of it are not run any more
 * @param windowEnd when rows that have not been run will not be run
 * @param errorBudget percent of the rows that may fail
 * @param cutLease who counts the rows
 * @param cut whether the rows are counted and the chunks known
 * @param answered what its done chunks came to
 */
public record Job(
        String id, JobState state, Optional<StopReason> stop, Instant createdAt, Instant windowEnd, OptionalDouble errorBudget,
        Lease cutLease, boolean cut, long rows, int chunks, Answered answered, JobTimes times) {

    /**
     * Done chunks.
     *
     * @param resultBytes of their result lines, as errorBytes of their error lines
     */
    public record Answered(int chunks, long completed, long failed, long resultBytes, long errorBytes) {

        public static final Answered NOTHING = new Answered(0, 0, 0, 0, 0);
    }
}
