package io.outrigger.local;

import io.outrigger.client.RestClient;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * Accepted jobs outlive whatever is killed with -9 or stopped for longer than a lease while they are in flight: worker, broker, database,
 * S3, Redis, model server and the services between. Every one ends, every row of it has its one line, and counts are what is there.
 *
 * <p>More on demand: {@code -Doutrigger.crash.rounds=50}; {@code -Doutrigger.crash.seed=…} does the same to the same at the same times,
 * and {@code -Doutrigger.crash.first=…} begins with that round.
 */
class JobCrashIT {

    private static final int ROUNDS = Integer.getInteger("outrigger.crash.rounds", 5);
    private static final int FIRST = Integer.getInteger("outrigger.crash.first", 0);
    private static final long SEED = Long.getLong("outrigger.crash.seed", ThreadLocalRandom.current().nextLong(1_000_000));

    @Test
    void acceptedJobsOutliveWhateverIsKilledOrStopped() throws Exception {
        CrashSchedule schedule = new CrashSchedule(SEED);
        try (JobCluster jobs = new JobCluster(); RestClient gateway = RestClient.of(jobs.cluster.access.gatewayUrl())
                .as(jobs.cluster.access.token())) {
            for (int number = FIRST; number < FIRST + ROUNDS; number++) {
                List<CrashSchedule.Fault> faults = schedule.round(number);
                System.out.println("crash seed " + SEED + ", round " + number + ": " + faults);
                long began = System.nanoTime();
                CrashRound round = new CrashRound(jobs, faults, gateway);
                try {
                    round.run(schedule.chance(number));
                    String healed = CrashRound.took(began);
                    round.audit();
                    System.out.println("crash seed " + SEED + ", round " + number + ": all healed after " + healed + ", all done after "
                            + CrashRound.took(began));
                } catch (Exception | AssertionError failed) {
                    throw new AssertionError("crash seed " + SEED + ", round " + number + " " + faults + ": " + failed.getMessage(),
                            failed);
                }
            }
        }
    }
}
