package io.outrigger.batchworker.job;

import static io.outrigger.batchworker.job.JobInvariants.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Jobs and chunks, changed by decisions in transactions. It looks at every one of them. */
final class SimulatedDatabase {

    static final int STALE_MILLIS = 300;

    private final SimulatedTime time;
    private final Faults faults;
    private final JobRules rules;
    private final Map<String, SimulatedInput> inputs = new HashMap<>();
    private final Map<String, Versions> jobs = new LinkedHashMap<>();
    private final Map<ChunkId, Chunk> chunks = new LinkedHashMap<>();
    /** The token under which the lines of a chunk lie that count. */
    private final Map<ChunkId, Integer> counted = new HashMap<>();
    private final Set<List<Object>> leases = new HashSet<>();
    private final List<Effect.Ended> ends = new ArrayList<>();
    private final List<Effect.DeadLetter> deadLetters = new ArrayList<>();

    /** A job now, and as it was before it changed last. */
    private record Versions(Job job, Job before, long changed) {
    }

    SimulatedDatabase(SimulatedTime time, Faults faults, JobRules rules) {
        this.time = time;
        this.faults = faults;
        this.rules = rules;
    }

    void submit(SimulatedInput input, Instant now) {
        Job job = Job.submitted(input.jobId(), now, now.plusMillis(input.windowMillis()), input.errorBudget());
        inputs.put(job.id(), input);
        jobs.put(job.id(), new Versions(job, job, time.now()));
        if (input.inline()) {
            decide(job.id(), new Event.CutOffered(), now);
            decide(job.id(), new Event.CutDone(1, input.rows(), input.chunks().size()), now);
        }
    }

    Collection<String> jobIds() {
        return jobs.keySet();
    }

    Job job(String id) {
        return jobs.get(id).job;
    }

    SimulatedInput input(String jobId) {
        return inputs.get(jobId);
    }

    Collection<Chunk> chunks() {
        return chunks.values();
    }

    Chunk chunk(ChunkId id) {
        return chunks.get(id);
    }

    Integer counted(ChunkId id) {
        return counted.get(id);
    }

    List<Effect.Ended> ends() {
        return ends;
    }

    List<Effect.DeadLetter> deadLetters() {
        return deadLetters;
    }

    List<Effect> decide(String jobId, Event.OfJob event, Instant now) {
        Job before = job(jobId);
        Outcome outcome = rules.decide(before, event, now);
        check(outcome.chunk().isEmpty(), () -> "a chunk of nobody: " + outcome);
        JobInvariants.checkStep(before, event, outcome);
        if (!before.cut() && outcome.job().cut()) {
            List<List<SimulatedInput.Row>> rows = inputs.get(jobId).chunks();
            for (int index = 0; index < rows.size(); index++) {
                ChunkId id = new ChunkId(jobId, index);
                chunks.put(id, Chunk.cut(id, rows.get(index).size(), now));
            }
        }
        write(before, outcome.job());
        note(outcome.effects());
        time.trace(() -> jobId + " " + event + " at " + now + ": " + outcome.job().state() + " " + outcome.effects());
        return outcome.effects();
    }

    /** Where the event is the end of a chunk, its job is locked; otherwise it may be read as it was. */
    List<Effect> decide(ChunkId id, Event.OfChunk event, Instant now) {
        Chunk before = chunks.get(id);
        boolean locked = event instanceof Event.ChunkDone;
        Job job = locked ? job(id.jobId()) : read(id.jobId());
        Outcome outcome = rules.decide(job, before, event, now);
        Chunk after = outcome.chunk().orElseThrow();
        if (locked) {
            write(job, outcome.job());
        } else {
            check(outcome.job().equals(job), () -> "what happens to a chunk changed its job: " + outcome);
        }
        chunks.put(id, after);
        if (event instanceof Event.ChunkDone done && before.state() != ChunkState.DONE && after.state() == ChunkState.DONE) {
            check(done.token() == before.lease().token(), () -> done + " counted for " + before);
            counted.put(id, done.token());
        }
        note(outcome.effects());
        if (!after.equals(before) || !(event instanceof Event.ChunkLookedAt)) {
            time.trace(() -> id + " " + event + " at " + now + ": " + after + " " + outcome.effects());
        }
        JobInvariants.checkStep(before, event, outcome);
        if (outcome.effects().stream().anyMatch(Effect.RunChunk.class::isInstance)) {
            checkLease(before, (Effect.RunChunk) outcome.effects().getFirst(), now);
        }
        return outcome.effects();
    }

    private void checkLease(Chunk before, Effect.RunChunk run, Instant now) {
        check(leases.add(List.of(run.chunk(), run.token())), () -> "this token was given before: " + run);
        check(before.state() != ChunkState.LEASED || faults.clockJumps() > 0 || !now.isBefore(before.lease().until().orElseThrow()),
                () -> "a lease is taken away: " + before + " " + run);
        Versions versions = jobs.get(run.chunk().jobId());
        boolean stopped = versions.job.stop().isPresent() && (versions.before.stop().isPresent() || !isRecent(versions));
        check(!stopped || !(run.disposition() instanceof Disposition.Run), () -> "run though its job has stopped: " + run);
    }

    private Job read(String jobId) {
        Versions versions = jobs.get(jobId);
        return isRecent(versions) && time.fails(faults.stale()) ? versions.before : versions.job;
    }

    private boolean isRecent(Versions versions) {
        return time.now() - versions.changed <= STALE_MILLIS;
    }

    private void write(Job before, Job after) {
        if (!after.equals(before)) {
            JobInvariants.checkStep(before, after);
            jobs.put(after.id(), new Versions(after, before, time.now()));
        }
    }

    private void note(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Ended ended) {
                ends.add(ended);
            } else if (effect instanceof Effect.DeadLetter letter) {
                deadLetters.add(letter);
            }
        }
    }
}
