package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.Chunk;
import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Effect;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.JobFault;
import io.outrigger.batchworker.job.JobRules;
import io.outrigger.batchworker.job.Outcome;
import io.outrigger.batchworker.rows.ChunkPlace;
import io.outrigger.batchworker.store.ChunkStore;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobModel;
import io.outrigger.batchworker.store.JobStore;
import io.outrigger.batchworker.store.StoredChunk;
import io.outrigger.batchworker.store.StoredJob;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
        return told(database.write(handle -> jobs.lock(handle, jobId).map(stored -> {
            Outcome outcome = rules.decide(stored.job(), event, clock.instant());
            return written(handle, stored, outcome);
        })));
    }

    /** The rows of a job are counted: its chunks come with it, and its model where that was not known. */
    Optional<Happened> cut(String jobId, Event.CutDone event, List<ChunkPlace> places, JobModel model) {
        return told(database.write(handle -> jobs.lock(handle, jobId).map(stored -> {
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
        return happened(List.of(id), event).stream().findFirst().map(Decided::happened);
    }

    /** Chunks came out of the queue; without those about which there is nothing to do. */
    List<Leased> lease(List<ChunkId> ids) {
        return happened(ids, new Event.ChunkDelivered()).stream()
                .flatMap(what -> what.happened().effect(Effect.RunChunk.class).map(lease -> new Leased(what.read(), lease)).stream())
                .toList();
    }

    /** A chunk that is to be run or refused, as it was when it was leased. */
    record Leased(StoredChunk chunk, Effect.RunChunk lease) {
    }

    /** What came of an event, beside the chunk as it was read for it. */
    private record Decided(StoredChunk read, Happened happened) {
    }

    private List<Decided> happened(List<ChunkId> ids, Event.OfChunk event) {
        List<Decided> all = database.write(handle -> {
            List<Decided> decided = new ArrayList<>();
            List<Chunk> changed = new ArrayList<>();
            for (StoredChunk stored : chunks.lock(handle, ids)) {
                Outcome outcome = rules.decide(stored.job().job(), stored.chunk(), event, clock.instant());
                outcome.chunk().filter(chunk -> !chunk.equals(stored.chunk())).ifPresent(changed::add);
                decided.add(new Decided(stored, new Happened(stored.job(), outcome.effects())));
            }
            chunks.update(handle, changed);
            return decided;
        });
        all.forEach(decided -> tell(decided.happened()));
        return all;
    }

    /** As {@link #complete}, but where somebody else holds one of them for more than a moment it fails. */
    void completeAtOnce(List<ChunkEnd> ends) {
        complete(ends, chunks::waitForNobody);
    }

    /** Each row of these chunks has its line. Of several ends of one chunk or job each finds what came of those before. */
    void complete(List<ChunkEnd> ends) {
        complete(ends, handle -> { });
    }

    private void complete(List<ChunkEnd> ends, Consumer<Handle> first) {
        List<Happened> all = database.write(handle -> {
            first.accept(handle);
            Map<ChunkId, StoredChunk> held = chunks.lockWithJobs(handle, ends.stream().map(ChunkEnd::chunk).distinct().toList()).stream()
                    .collect(Collectors.toMap(stored -> stored.chunk().id(), stored -> stored));
            Map<String, StoredJob> changed = new LinkedHashMap<>();
            List<ChunkStore.Done> done = new ArrayList<>();
            List<Happened> happened = new ArrayList<>();
            for (ChunkEnd end : ends) {
                StoredChunk stored = held.get(end.chunk());
                if (stored == null) {
                    continue; // its job was removed
                }
                StoredJob before = changed.getOrDefault(end.chunk().jobId(), stored.job());
                Outcome outcome = rules.decide(before.job(), stored.chunk(), end.event(), clock.instant());
                Chunk chunk = outcome.chunk().orElseThrow();
                if (!chunk.equals(stored.chunk())) {
                    done.add(new ChunkStore.Done(chunk, before.job().answered(), end.results(), end.errors()));
                    held.put(end.chunk(), new StoredChunk(stored.job(), chunk, stored.place()));
                }
                Happened now = outcomeOf(before, outcome);
                if (!now.job().equals(before)) {
                    changed.put(end.chunk().jobId(), now.job());
                }
                happened.add(now);
            }
            chunks.complete(handle, done);
            jobs.update(handle, changed.values().stream().map(StoredJob::job).toList());
            happened.forEach(what -> bidFarewell(handle, what));
            return happened;
        });
        all.forEach(this::tell);
    }

    private Happened written(Handle handle, StoredJob stored, Outcome outcome) {
        Happened what = outcomeOf(stored, outcome);
        if (!outcome.job().equals(stored.job())) {
            jobs.update(handle, List.of(outcome.job()));
        }
        bidFarewell(handle, what);
        return what;
    }

    private static Happened outcomeOf(StoredJob stored, Outcome outcome) {
        List<JobFault> faults = outcome.effects().stream().filter(Effect.Ended.class::isInstance).map(Effect.Ended.class::cast)
                .findFirst().map(Effect.Ended::faults).orElse(stored.faults());
        return new Happened(new StoredJob(outcome.job(), stored.terms(), faults), outcome.effects());
    }

    private void bidFarewell(Handle handle, Happened what) {
        what.effect(Effect.Ended.class).ifPresent(ended -> {
            if (!ended.faults().isEmpty()) { // nearly no job has any, and each statement is a round trip
                jobs.failed(handle, ended.jobId(), ended.faults());
            }
            farewell.say(handle, what.job(), clock.instant());
        });
    }

    private Optional<Happened> told(Optional<Happened> happened) {
        happened.ifPresent(this::tell);
        return happened;
    }

    private void tell(Happened what) {
        JobEnds.log(what, clock.instant());
        what.effects().forEach(effects);
    }
}
