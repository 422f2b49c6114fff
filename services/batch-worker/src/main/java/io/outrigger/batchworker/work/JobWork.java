package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.JobRules;
import io.outrigger.batchworker.job.StopReason;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.queue.ChunkQueue;
import io.outrigger.batchworker.queue.QueueLanes;
import io.outrigger.batchworker.rows.CutLimits;
import io.outrigger.batchworker.run.ChunkRun;
import io.outrigger.batchworker.store.ChunkStore;
import io.outrigger.batchworker.store.ChunkSweep;
import io.outrigger.batchworker.store.FileStore;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobStore;
import io.outrigger.batchworker.store.JobSweep;
import io.outrigger.batchworker.store.OutputStore;
import io.outrigger.batchworker.store.PlanStore;
import io.outrigger.batchworker.store.StoredJob;
import io.outrigger.batchworker.store.WebhookStore;
import io.outrigger.batchworker.store.WorkStore;
import io.outrigger.batchworker.webhook.WebhookBody;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import io.outrigger.chassis.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker's loops, put together: planner, cutters, lanes, sweeper. Closed, it gives back what it has at work. */
public final class JobWork implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobWork.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration ORPHANS_INTERVAL = Duration.ofHours(1);
    private static final Duration REMOVAL_INTERVAL = Duration.ofSeconds(30);
    private static final Backoff CUT_BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), 0.2);
    private static final int CUTS_LOOKED_UP = 4;

    private final JobDatabase database;
    private final JobStore jobs;
    private final WorkConfig config;
    private final Clock clock;
    private final ChunksAtWork running = new ChunksAtWork();
    private final Bell planner = new Bell();
    private final Bell cutters = new Bell();
    private final JobShell shell;
    private final JobLines lines;
    private final WorkMetrics metrics;
    private final Deque<Runnable> loops = new ArrayDeque<>();

    /** What the worker works with; each its owner's to close, behind this. */
    public record Tools(JobDatabase database, ChunkQueue queue, ObjectStore objects, PinnedModels models, ChunkRun run, CutLimits cuts,
            Telemetry telemetry) {
    }

    private JobWork(Tools tools, WorkConfig config) {
        this.database = tools.database();
        this.jobs = new JobStore();
        this.config = config;
        this.clock = tools.telemetry().clock();
        this.metrics = new WorkMetrics(tools.telemetry().meters());
        this.shell = new JobShell(database, jobs, new ChunkStore(), this::bidFarewell, new JobRules(config.limits()), clock,
                new Effects(database, tools.queue(), running, planner, metrics));
        this.lines = new JobLines(database, new OutputStore(), tools.objects());
    }

    /** Starts the loops; each waits for what it needs. */
    public static JobWork start(Tools tools, WorkConfig config) {
        var work = new JobWork(tools, config);
        work.start(tools);
        return work;
    }

    private void start(Tools tools) {
        var inputs = new JobInputs(database, new OutputStore(), tools.objects());
        var failedRows = new FailedRowsInput(database, jobs, new ChunkStore(), inputs, lines, tools.objects(), tools.cuts());
        var cut = new CutWork(shell, inputs, failedRows, tools.models(), tools.cuts(), config.renewal());
        var chunk = new ChunkWork(shell, inputs, new ChunkOutputs(tools.objects(), config.outputInDatabaseMax()), tools.models(),
                tools.run(), tools.telemetry().requests());
        var parcel = new ParcelWork(shell, chunk, running, config.renewal());
        loops.push(Planner.start(database, new PlanStore(), tools.queue(), config.order(), clock, planner)::close);
        for (int i = 0; i < config.cutters(); i++) {
            loops.push(BackgroundLoop.start("counting rows of jobs", CUT_BACKOFF, () -> cutNext(cut))::close);
        }
        loops.push(BackgroundLoop.every("sweeping jobs", config.sweepInterval(), sweeping(new Sweeper(
                database, new JobSweep(), new ChunkSweep(), config.limits(), shell, metrics, clock)))::close);
        var removal = new Removal(database, new JobSweep(), new FileStore(), tools.objects(), clock);
        loops.push(BackgroundLoop.everyNext("removing old jobs", REMOVAL_INTERVAL, removal::removeExpired)::close);
        loops.push(BackgroundLoop.everyNext("removing orphaned objects", ORPHANS_INTERVAL, () -> removeOrphans(removal))::close);
        loops.push(database.onChange(LOOK_AGAIN, this::look, () -> running.jobs().forEach(this::look))::close);
        loops.push(QueueLanes.start(tools.queue(), parcel::work, running::stopAll)::close);
    }

    private Optional<Duration> cutNext(CutWork cut) throws InterruptedException {
        cutters.await(LOOK_AGAIN);
        if (database.notReadyReason().isEmpty()) {
            EachAlone.of(database.readEach(handle -> new JobSweep().toCut(handle, clock.instant(), config.limits(), CUTS_LOOKED_UP)),
                    cut::cut);
        }
        return Optional.of(Duration.ZERO);
    }

    private Runnable sweeping(Sweeper sweeper) {
        var counts = new WorkStore();
        return () -> {
            if (database.notReadyReason().isEmpty()) {
                sweeper.sweep();
                metrics.left(new WorkSeen.Left(database.readEach(counts::counts), clock.instant()));
            }
        };
    }

    private static void removeOrphans(Removal removal) {
        int removed = removal.removeOrphans();
        if (removed > 0) {
            LOG.info("{} objects that belonged to nothing are removed", removed);
        }
    }

    /** A job that has stopped has its rows given up here too. */
    private void look(String jobId) {
        if (!running.jobs().contains(jobId)) {
            return;
        }
        Optional<StopReason> stop = database.readEach(handle -> jobs.find(handle, jobId)).flatMap(job -> job.job().stop());
        stop.ifPresent(reason -> running.stop(jobId, reason));
    }

    private void bidFarewell(Handle handle, StoredJob ended, Instant now) {
        metrics.ended(ended.job(), now);
        ended.terms().webhookUrl().ifPresent(
                url -> new WebhookStore().insert(handle, ended.id(), url, WebhookBody.of(ended.job(), now), now));
    }

    /** What is seen of the work from here; nobody is asked for it. */
    public WorkSeen seen() {
        return new WorkSeen(metrics.left(), running.chunks());
    }

    public JobShell shell() {
        return shell;
    }

    public JobLines lines() {
        return lines;
    }

    /** A new job is there: it is begun. */
    public void taken(StoredJob job) {
        (job.job().cut() ? planner : cutters).ring();
    }

    @Override
    public void close() {
        while (!loops.isEmpty()) {
            loops.pop().run();
        }
    }
}
