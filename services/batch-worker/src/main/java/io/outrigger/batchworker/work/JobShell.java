package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.Chunk;
import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Effect;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobRules;
import io.outrigger.batchworker.job.Outcome;
import io.outrigger.batchworker.rows.ChunkPlace;
import io.outrigger.batchworker.store.ChunkLines;
import io.outrigger.batchworker.store.ChunkStore;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobModel;
import io.outrigger.batchworker.store.JobStore;
import io.outrigger.batchworker.store.StoredChunk;
import io.outrigger.batchworker.store.StoredJob;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * Makes events happen: reads what they are about, has it decided, writes the decision, all in one transaction, and hands the effects
 * on behind its commit. Nothing happens to what is not there any more.
 */
public final class JobShell {

    private final JobDatabase database;
    private final JobStore jobs;
    private final ChunkStore chunks;
    private final Farewell farewell;
    private final JobRules rules;
    private final InstantSource clock;
    private final Consumer<Effect> effects;

    /** Does in the transaction that ends a job what belongs to its end. */
    @FunctionalInterface
    interface Farewell {
        void say(Handle handle, StoredJob ended, Instant now);
    }

    public JobShell(JobDatabase database, JobStore jobs, ChunkStore chunks, Farewell farewell, JobRules rules, InstantSource clock,
            Consumer<Effect> effects) {
        this.database = database;
        this.jobs = jobs;
        this.chunks = chunks;
        this.farewell = farewell;
        this.rules = rules;
        this.clock = clock;
        this.effects = effects;
    }

    /** Empty where there is no such job. */
    public Optional<Happened> happen(String jobId, Event.OfJob event) {
        return tell(database.write(handle -> jobs.lock(handle, jobId).map(stored -> {
            Outcome outcome = rules.decide(stored.job(), event, clock.instant());
            return written(handle, stored, outcome);
        })));
    }

    /** The rows of a job are counted: its chunks come with it, and its model where that was not known. */
    Optional<Happened> cut(String jobId, Event.CutDone event, List<ChunkPlace> places, JobModel model) {
        return tell(database.write(handle -> jobs.lock(handle, jobId).map(stored -> {
            Instant now = clock.instant();
            Outcome outcome = rules.decide(stored.job(), event, now);
            if (!stored.job().cut() && outcome.job().cut()) {
                jobs.pin(handle, jobId, model);
                if (!outcome.job().state().isEnded()) {
                    chunks.insert(handle, jobId, places, now);
                }
            }
            return written(handle, stored, outcome);
        })));
    }

    /** What happens to a chunk and leaves its job as it is. Empty where there is no such chunk. */
    Optional<Happened> happen(ChunkId id, Event.OfChunk event) {
        return happened(id, event).map(Decided::happened);
    }

    /** A chunk came out of the queue; empty where there is nothing to do about it. */
    Optional<Leased> lease(ChunkId id) {
        return happened(id, new Event.ChunkDelivered()).flatMap(what ->
                what.happened().effect(Effect.RunChunk.class).map(lease -> new Leased(what.read(), lease)));
    }

    /** A chunk that is to be run or refused, as it was when it was leased. */
    record Leased(StoredChunk chunk, Effect.RunChunk lease) {
    }

    /** What came of an event, beside the chunk as it was read for it. */
    private record Decided(StoredChunk read, Happened happened) {
    }

    private Optional<Decided> happened(ChunkId id, Event.OfChunk event) {
        Optional<Decided> done = database.write(handle -> chunks.lock(handle, id).map(stored -> {
            Outcome outcome = rules.decide(stored.job().job(), stored.chunk(), event, clock.instant());
            Chunk chunk = outcome.chunk().orElseThrow();
            if (!chunk.equals(stored.chunk())) {
                chunks.update(handle, chunk);
            }
            return new Decided(stored, new Happened(stored.job(), outcome.effects()));
        }));
        tell(done.map(Decided::happened));
        return done;
    }

    /** Each row of a chunk has its line. */
    Optional<Happened> complete(ChunkId id, Event.ChunkDone event, ChunkLines results, ChunkLines errors) {
        return tell(database.write(handle -> chunks.lockWithJob(handle, id).map(stored -> {
            Job before = stored.job().job();
            Outcome outcome = rules.decide(before, stored.chunk(), event, clock.instant());
            Chunk chunk = outcome.chunk().orElseThrow();
            if (!chunk.equals(stored.chunk())) {
                chunks.complete(handle, chunk, before.answered(), results, errors);
            }
            return written(handle, stored.job(), outcome);
        })));
    }

    private Happened written(Handle handle, StoredJob stored, Outcome outcome) {
        if (!outcome.job().equals(stored.job())) {
            jobs.update(handle, outcome.job());
        }
        StoredJob now = new StoredJob(outcome.job(), stored.terms(), stored.faults());
        for (Effect effect : outcome.effects()) {
            if (effect instanceof Effect.Ended ended) {
                if (!ended.faults().isEmpty()) { // as it is with nearly every job, and each statement is a round trip
                    jobs.failed(handle, ended.jobId(), ended.faults());
                }
                now = new StoredJob(outcome.job(), stored.terms(), ended.faults());
                farewell.say(handle, now, clock.instant());
            }
        }
        return new Happened(now, outcome.effects());
    }

    private Optional<Happened> tell(Optional<Happened> happened) {
        happened.ifPresent(what -> {
            JobEnds.log(what, clock.instant());
            what.effects().forEach(effects);
        });
        return happened;
    }
}
