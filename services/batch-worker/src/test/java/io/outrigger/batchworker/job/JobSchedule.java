package io.outrigger.batchworker.job;

import static io.outrigger.batchworker.job.JobInvariants.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One schedule: a few jobs, a few workers, and what a seed makes of them. For a while things go wrong, then nothing does any more,
 * and every job has to come to its end.
 */
final class JobSchedule {

    private static final long PATIENCE_MILLIS = Duration.ofMinutes(45).toMillis();
    private static final int AFTERMATH_MILLIS = 16_000;

    private final SimulatedTime time;
    private final Faults faults;
    private final SimulatedDatabase database;
    private final SimulatedQueue queue;
    private final SimulatedObjects objects = new SimulatedObjects();
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final PublishOrder order;
    private final JobLimits limits;
    private final int jobs;
    private boolean modelAway;

    JobSchedule(long seed, boolean traced) {
        time = new SimulatedTime(seed, traced);
        faults = Faults.drawn(time);
        limits = new JobLimits(Duration.ofSeconds(3), Duration.ofSeconds(3), time.between(2, 5), Duration.ofSeconds(4),
                Duration.ofSeconds(20), Duration.ofMillis(100), Duration.ofSeconds(2));
        database = new SimulatedDatabase(time, faults, new JobRules(limits));
        queue = new SimulatedQueue(time, faults, workers);
        order = new PublishOrder(time.between(2, 6), time.between(1, 200), time.between(1, 3), time.between(1, 10));
        jobs = time.between(1, 3);
        time.trace(() -> faults + " " + limits);
        for (int i = time.between(1, 3); i > 0; i--) {
            workers.add(new SimulatedWorker(this));
        }
    }

    SimulatedTime time() {
        return time;
    }

    Faults faults() {
        return faults;
    }

    SimulatedDatabase database() {
        return database;
    }

    SimulatedQueue queue() {
        return queue;
    }

    SimulatedObjects objects() {
        return objects;
    }

    List<SimulatedWorker> workers() {
        return workers;
    }

    PublishOrder order() {
        return order;
    }

    JobLimits limits() {
        return limits;
    }

    boolean isModelAway() {
        return modelAway;
    }

    void run() {
        int troubled = time.between(5_000, 25_000);
        for (int number = 0; number < jobs; number++) {
            submit(SimulatedInput.drawn(time, number));
        }
        workers.forEach(SimulatedWorker::begin);
        trouble(troubled);
        time.after(troubled, this::calm);
        long end = -1;
        while (end < 0 || time.now() < end + AFTERMATH_MILLIS) {
            time.step();
            if (end < 0 && database.ends().size() >= jobs) {
                end = time.now();
            }
            check(end >= 0 || time.now() < PATIENCE_MILLIS, () -> "a job has not ended: " + database.jobIds().stream()
                    .map(database::job).toList() + " " + database.chunks());
        }
        JobInvariants.checkEnd(this);
    }

    private void submit(SimulatedInput input) {
        time.after(time.between(0, 3_000), () -> {
            time.trace(() -> "submitted " + input);
            database.submit(input, time.clock(0));
            if (time.chance(0.3)) {
                for (int times = time.between(1, 2); times > 0; times--) {
                    time.after(time.between(0, 15_000), () -> database.decide(input.jobId(), new Event.CancelRequested(), time.clock(0)));
                }
            }
        });
    }

    private void trouble(int millis) {
        for (int jump = 0; jump < faults.clockJumps(); jump++) {
            time.after(time.between(0, millis), this::jump);
        }
        if (faults.outageForEver()) {
            time.after(time.between(0, millis), () -> modelAway = true);
        } else if (time.fails(faults.outage())) {
            int from = time.between(0, millis);
            time.after(from, () -> modelAway = true);
            time.after(time.between(from, millis), () -> modelAway = false);
        }
    }

    private void jump() {
        int by = time.chance(0.7) ? time.between(-10_000, 10_000) : time.between(-7_200_000, 7_200_000);
        time.trace(() -> "a clock jumps by " + by);
        if (time.chance(0.5)) {
            time.setClocks(by);
        } else {
            workers.get(time.between(0, workers.size() - 1)).setClock(by);
        }
    }

    private void calm() {
        time.trace(() -> "nothing goes wrong any more");
        time.calm();
        workers.forEach(worker -> worker.setClock(time.between(-100, 100)));
    }
}
