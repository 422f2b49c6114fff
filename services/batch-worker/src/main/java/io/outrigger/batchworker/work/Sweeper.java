package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.JobLimits;
import io.outrigger.batchworker.store.ChunkSweep;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobSweep;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Looks for what time has made something of: windows that are over, chunks that were lost between the database and the queue or with
 * a worker, and jobs whose waiting chunks nobody would plan. Every worker looks, and the rules decide once for all of them.
 */
final class Sweeper {

    private static final int AT_ONCE = 500;

    private final JobDatabase database;
    private final JobSweep jobs;
    private final ChunkSweep chunks;
    private final JobLimits limits;
    private final JobShell shell;
    private final WorkMetrics metrics;
    private final InstantSource clock;

    Sweeper(JobDatabase database, JobSweep jobs, ChunkSweep chunks, JobLimits limits, JobShell shell, WorkMetrics metrics,
            InstantSource clock) {
        this.database = database;
        this.jobs = jobs;
        this.chunks = chunks;
        this.limits = limits;
        this.shell = shell;
        this.metrics = metrics;
        this.clock = clock;
    }

    void sweep() {
        endWindows();
        lookForLateChunks();
        List<ChunkId> ahead = database.readEach(handle -> chunks.ahead(handle, clock.instant(), limits, AT_ONCE));
        EachAlone.of(ahead, chunk -> shell.happen(chunk, new Event.ChunkLookedAt()));
        metrics.planned(database.write(handle -> jobs.planForgotten(handle, clock.instant(), AT_ONCE)));
    }

    private void endWindows() {
        List<String> over;
        do {
            over = database.readEach(handle -> jobs.pastWindow(handle, clock.instant(), AT_ONCE));
            EachAlone.of(over, job -> shell.happen(job, new Event.TimePassed()));
        } while (over.size() == AT_ONCE);
    }

    private void lookForLateChunks() {
        Optional<ChunkId> after = Optional.empty();
        List<ChunkId> late;
        do {
            Optional<ChunkId> seen = after;
            late = database.readEach(handle -> chunks.overdue(handle, clock.instant(), limits, seen, AT_ONCE));
            EachAlone.of(late, chunk -> shell.happen(chunk, new Event.ChunkLookedAt()));
            after = late.isEmpty() ? after : Optional.of(late.getLast());
        } while (late.size() == AT_ONCE);
    }
}
