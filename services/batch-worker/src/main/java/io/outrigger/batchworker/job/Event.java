package io.outrigger.batchworker.job;

import java.util.List;

/** What happens to a job, or to one chunk of it. */
public sealed interface Event {

    /** What concerns the job alone. */
    sealed interface OfJob extends Event {
    }

    /** What concerns a chunk too. */
    sealed interface OfChunk extends Event {
    }

    /** Somebody would count the rows. */
    record CutOffered() implements OfJob {
    }

    /** Whoever counts the rows is still at it. */
    record CutRenewed(int token) implements OfJob {
    }

    /** The rows are counted, and the chunks made known with this. */
    record CutDone(int token, long rows, int chunks) implements OfJob {
    }

    /** The input is none. */
    record CutFailed(int token, List<JobFault> faults) implements OfJob {
    }

    /** Whoever counted the rows stops, and somebody else shall do it. */
    record CutGivenBack(int token) implements OfJob {
    }

    record CancelRequested() implements OfJob {
    }

    /** Somebody looked at the clock. */
    record TimePassed() implements OfJob {
    }

    /** It is in the queue. */
    record ChunkQueued() implements OfChunk {
    }

    /** It came out of the queue. */
    record ChunkDelivered() implements OfChunk {
    }

    /** Whoever runs it is still at it, and asks whether its job has stopped. */
    record ChunkRenewed(int token) implements OfChunk {
    }

    /**
     * Every row has its line.
     *
     * @param completed rows, which are with those that failed all of the chunk's
     */
    record ChunkDone(int token, long completed, long failed, long resultBytes, long errorBytes) implements OfChunk {
    }

    /** It could not be run, or not to the end, and shall be run again. */
    record ChunkGivenBack(int token, GiveBack why) implements OfChunk {
    }

    /**
     * Somebody looked whether it is where it should be. Worth a look is what is in the queue for longer than its patience, leased
     * past its lease, or of a time that is well ahead of now.
     */
    record ChunkLookedAt() implements OfChunk {
    }
}
