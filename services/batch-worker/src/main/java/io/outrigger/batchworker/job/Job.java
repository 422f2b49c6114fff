package io.outrigger.batchworker.job;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What decisions about a job are made from. What it is for (model, input, metadata, webhook) is not here.
 *
 * @param stop why rows of it are not run any more: the first reason that there was
 * @param windowEnd when rows that have not been run will not be run
 * @param errorBudget percent of the rows that may fail
 * @param cutLease who counts the rows
 * @param cutAttempts leases for counting the rows that were given and not given back
 * @param cut whether the rows are counted and the chunks known
 * @param answered what its done chunks came to
 */
public record Job(
        String id, JobState state, Optional<StopReason> stop, Instant createdAt, Instant windowEnd, OptionalDouble errorBudget,
        Lease cutLease, int cutAttempts, boolean cut, long rows, int chunks, Answered answered, JobTimes times, JobProgress progress) {

    /** As it is submitted. */
    public static Job submitted(String id, Instant now, Instant windowEnd, OptionalDouble errorBudget) {
        return new Job(id, JobState.VALIDATING, Optional.empty(), now, windowEnd, errorBudget, Lease.NONE, 0, false, 0, 0,
                Answered.NOTHING, JobTimes.NONE, JobProgress.from(now));
    }

    Job cutBy(Lease lease, int attempts) {
        return new Job(id, state, stop, createdAt, windowEnd, errorBudget, lease, attempts, cut, rows, chunks, answered, times,
                progress);
    }

    Job cutInto(long cutRows, int cutChunks, Instant now) {
        return new Job(id, state, stop, createdAt, windowEnd, errorBudget, cutLease.ended(), cutAttempts, true, cutRows, cutChunks,
                answered, times, JobProgress.from(now));
    }

    Job answering(Answered more, Instant now) {
        return new Job(id, state, stop, createdAt, windowEnd, errorBudget, cutLease, cutAttempts, cut, rows, chunks, more, times,
                progress.seen(more.rows(), now));
    }

    Job in(JobState next, Instant now) {
        return new Job(id, next, stop, createdAt, windowEnd, errorBudget, cutLease, cutAttempts, cut, rows, chunks, answered,
                times.with(next, createdAt, now), progress);
    }

    Job stopped(StopReason reason, Instant now) {
        return new Job(id, reason.until(), Optional.of(reason), createdAt, windowEnd, errorBudget, cutLease, cutAttempts, cut, rows,
                chunks, answered, times.with(reason.until(), createdAt, now), progress);
    }

    /**
     * Done chunks.
     *
     * @param resultBytes of their result lines, as errorBytes of their error lines
     */
    public record Answered(int chunks, long completed, long failed, long resultBytes, long errorBytes) {

        public static final Answered NOTHING = new Answered(0, 0, 0, 0, 0);

        public long rows() {
            return completed + failed;
        }

        Answered and(Event.ChunkDone done) {
            return new Answered(chunks + 1, completed + done.completed(), failed + done.failed(), resultBytes + done.resultBytes(),
                    errorBytes + done.errorBytes());
        }
    }
}
