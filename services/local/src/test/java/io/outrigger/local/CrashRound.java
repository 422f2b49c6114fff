package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Jobs of all sizes that are submitted and run while blows fall, and what is left of them. */
final class CrashRound {

    private static final int ROWS_OF_MANY = 2_000;
    private static final int ROWS_OF_SOME = 50;
    /** In which a job is there and not done. */
    private static final int CANCEL_AFTER_MAX_MS = 3_000;
    private static final int SUBMIT_LATEST_MS = 2_500;

    private final JobCluster jobs;
    private final List<CrashSchedule.Fault> faults;
    private final RestClient gateway;
    private final List<SubmittedJob> submitted = new ArrayList<>();
    private final AtomicInteger faultsLeft;

    CrashRound(JobCluster jobs, List<CrashSchedule.Fault> faults, RestClient gateway) {
        this.jobs = jobs;
        this.faults = faults;
        this.gateway = gateway;
        this.faultsLeft = new AtomicInteger(faults.size());
    }

    /** Ends when all blows have fallen, all jobs have been accepted, and everything runs again. */
    void run(Random chance) throws Exception {
        try (ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            faults.forEach(fault -> strike(fault, clock, threads, all));
            submit(job(1, chance, false), SubmittedJob::submitInline, chance, clock, threads, all);
            submit(job(1, chance, false), SubmittedJob::submitInline, chance, clock, threads, all);
            submit(job(ROWS_OF_SOME, chance, false), SubmittedJob::submitInline, chance, clock, threads, all);
            submit(job(ROWS_OF_SOME, chance, false), SubmittedJob::submitFile, chance, clock, threads, all);
            submit(job(ROWS_OF_MANY, chance, false), SubmittedJob::submitInline, chance, clock, threads, all);
            submit(job(ROWS_OF_MANY, chance, false), SubmittedJob::submitFile, chance, clock, threads, all);
            submit(job(ROWS_OF_MANY, chance, true), SubmittedJob::submitInline, chance, clock, threads, all);
            for (Future<?> one : all) {
                one.get(4, TimeUnit.MINUTES);
            }
        }
        jobs.startWhatIsDown();
    }

    /** What was accepted is done, and done right. */
    void audit() {
        assertThat(submitted).allSatisfy(job -> new JobAudit(job).check());
    }

    private SubmittedJob job(int rows, Random chance, boolean cancelled) {
        SubmittedJob job = new SubmittedJob(gateway, JobRows.some(rows, chance), cancelled);
        submitted.add(job);
        return job;
    }

    private interface Way {
        void submit(SubmittedJob job, BooleanSupplier again);
    }

    private void submit(SubmittedJob job, Way way, Random chance, ScheduledExecutorService clock, ExecutorService threads,
            List<Future<?>> all) {
        long afterMs = chance.nextInt(SUBMIT_LATEST_MS);
        long cancelMs = chance.nextInt(CANCEL_AFTER_MAX_MS);
        boolean again = !job.cancelled && chance.nextBoolean();
        all.add(later(afterMs, clock, threads, () -> {
            way.submit(job, () -> again && faultsLeft.get() > 0);
            if (job.cancelled) {
                later(cancelMs, clock, threads, job::cancel).get();
            }
        }));
    }

    private void strike(CrashSchedule.Fault fault, ScheduledExecutorService clock, ExecutorService threads, List<Future<?>> all) {
        all.add(later(fault.after().toMillis(), clock, threads, () -> {
            if (fault.killed()) {
                jobs.kill(fault.victim());
            } else {
                jobs.signal(fault.victim(), "STOP");
            }
            later(fault.lasts().toMillis(), clock, threads, () -> heal(fault)).get();
        }));
    }

    private void heal(CrashSchedule.Fault fault) throws Exception {
        if (fault.killed()) {
            jobs.start(fault.victim());
        } else {
            jobs.signal(fault.victim(), "CONT");
        }
        faultsLeft.decrementAndGet();
    }

    private interface Deed {
        void done() throws Exception;
    }

    /** Does something after a while, on a thread of its own. */
    private static Future<?> later(long ms, ScheduledExecutorService clock, ExecutorService threads, Deed deed) {
        var begun = clock.schedule(() -> { }, ms, TimeUnit.MILLISECONDS);
        return threads.submit(() -> {
            begun.get();
            deed.done();
            return null;
        });
    }

    static String took(long beganNanos) {
        return Duration.ofNanos(System.nanoTime() - beganNanos).toMillis() / 100 / 10.0 + " s";
    }
}
