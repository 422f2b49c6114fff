package io.outrigger.batchworker.job;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Jobs through crashes, duplicates, losses, zombies and clocks that jump, as many schedules as
 * {@code -Doutrigger.jobs.schedules=1000000} says; {@code -Doutrigger.jobs.seed=N} runs the one of that seed again.
 */
class JobSimulationTest {

    private static final long SCHEDULES = Long.getLong("outrigger.jobs.schedules", 10_000);

    @Test
    void everyJobEndsWithEveryRowOnceWhateverHappens() {
        Long seed = Long.getLong("outrigger.jobs.seed");
        LongStream seeds = seed == null ? LongStream.range(0, SCHEDULES) : LongStream.of(seed);
        Optional<String> failure = seeds.parallel().mapToObj(JobSimulationTest::failure).flatMap(Optional::stream).findFirst();
        if (failure.isPresent()) {
            throw new AssertionError(failure.get());
        }
    }

    private static Optional<String> failure(long seed) {
        try {
            new JobSchedule(seed, false).run();
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of(replayed(seed, e));
        }
    }

    /** Once more, with what happened before it failed. */
    private static String replayed(long seed, Throwable failure) {
        JobSchedule schedule = new JobSchedule(seed, true);
        try {
            schedule.run();
        } catch (AssertionError | RuntimeException again) {
            return "The schedule with -Doutrigger.jobs.seed=" + seed + " failed: " + again + "\n" + schedule.time().traced();
        }
        throw new IllegalStateException("The schedule of seed " + seed + " failed and cannot be repeated", failure);
    }
}
