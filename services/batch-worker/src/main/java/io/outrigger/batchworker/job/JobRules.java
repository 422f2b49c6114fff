package io.outrigger.batchworker.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a job and its chunks, whatever happens to them.
 *
 * <p>Whoever drives it holds the job's row for an event that is the job's alone and for the end of a chunk, which are what changes a
 * job; for the other events of a chunk it holds the chunk's row, and the job may be read as it was a moment ago. Events may come
 * twice, late or never, and from somebody who has been replaced. They may carry the time of any clock: a wrong one makes
 * something happen early or late, and never twice.
 */
public final class JobRules {

    private final CutRules cuts;
    private final ChunkRules chunks;

    public JobRules(JobLimits limits) {
        this.cuts = new CutRules(limits);
        this.chunks = new ChunkRules(limits);
    }

    public Outcome decide(Job job, Event.OfJob event, Instant now) {
        return switch (event) {
            case Event.CutOffered offered -> cuts.offered(job, now);
            case Event.CutRenewed(int token) -> cuts.renewed(job, token, now);
            case Event.CutDone done -> cuts.done(job, done, now);
            case Event.CutFailed(int token, List<JobFault> faults) -> cuts.failed(job, token, faults, now);
            case Event.CutGivenBack(int token) -> cuts.givenBack(job, token, now);
            case Event.CancelRequested cancel -> stop(job, StopReason.CANCELLED, now);
            case Event.TimePassed passed -> now.isBefore(job.windowEnd())
                    ? Outcome.unchanged(job, new Effect.NothingToDo()) : stop(job, StopReason.WINDOW_PASSED, now);
        };
    }

    public Outcome decide(Job job, Chunk chunk, Event.OfChunk event, Instant now) {
        return switch (event) {
            case Event.ChunkQueued queued -> chunks.queued(job, chunk, now);
            case Event.ChunkDelivered delivered -> chunks.delivered(job, chunk, now);
            case Event.ChunkRenewed(int token) -> chunks.renewed(job, chunk, token, now);
            case Event.ChunkDone done -> chunks.done(job, chunk, done, now);
            case Event.ChunkGivenBack(int token, GiveBack why) -> chunks.givenBack(job, chunk, token, why, now);
            case Event.ChunkLookedAt looked -> chunks.lookedAt(job, chunk, now);
        };
    }

    /** Its rows are not run any more; a job that has stopped already keeps its reason, which stands in its errors. */
    private static Outcome stop(Job job, StopReason reason, Instant now) {
        if (job.state().isEnded() || job.stop().isPresent()) {
            return Outcome.unchanged(job, new Effect.NothingToDo());
        }
        return new Outcome(job.stopped(reason, now), Optional.empty(),
                List.of(new Effect.StopRunning(job.id(), reason), new Effect.FillQueue()));
    }
}
