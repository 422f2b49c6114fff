package io.outrigger.batchworker.job;

import java.time.Instant;
import java.util.List;

/** What is to be done once a decision is durable; none of it is repeated when it is lost. */
public sealed interface Effect {

    /** Count the rows. */
    record Cut(int token, Instant until) implements Effect {
    }

    record RunChunk(ChunkId chunk, int token, Instant until, Disposition disposition) implements Effect {
    }

    /** Whoever asked has its lease for longer. */
    record Extended(Instant until) implements Effect {
    }

    /** Whoever asked has no lease any more: it stops, and what it has done does not count. */
    record Fenced() implements Effect {
    }

    /** There is nothing to do for whoever asked. Who ends a chunk or a cut is told so when its end counts already: what it wrote stays. */
    record NothingToDo() implements Effect {
    }

    /** Chunks may have room in the queue, or wait for it. */
    record FillQueue() implements Effect {
    }

    /** Whoever runs rows of this job gives them up, and ends its chunk with what it has and errors with this reason. */
    record StopRunning(String jobId, StopReason reason) implements Effect {
    }

    /** The chunk was no good to anybody, and is told to operators: once, when each of its rows has its line. */
    record DeadLetter(ChunkId chunk, int attempts) implements Effect {
    }

    /** A lost publication or a lost worker was noticed. */
    record Repaired(ChunkId chunk, ChunkState from) implements Effect {
    }

    /** The job is over: who waits for it is told. */
    record Ended(String jobId, JobState state, List<JobFault> faults) implements Effect {
    }
}
