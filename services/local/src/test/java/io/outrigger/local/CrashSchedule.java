package io.outrigger.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What is done to whom in a round, derived from a seed: the same again for the same seed and round, of however many.
 *
 * <p>The rounds take one victim after the other, so that few of them come by all that hold something; more are chosen by chance.
 */
record CrashSchedule(long seed) {

    private static final int MORE_MAX = 2;
    private static final int LATEST_MS = 4_000;
    private static final int DOWN_MAX_MS = 2_500;
    /** Longer than a lease. */
    private static final int STOPPED_MIN_MS = 3_500;
    private static final int STOPPED_MAX_MS = 6_500;

    /**
     * One blow.
     *
     * @param killed with -9, and started again; else stopped, and let go on
     * @param after the round's begin
     */
    record Fault(CrashVictim victim, boolean killed, Duration after, Duration lasts) {

        @Override
        public String toString() {
            return victim + (killed ? " killed" : " stopped") + " after " + after.toMillis() + " ms for " + lasts.toMillis() + " ms";
        }
    }

    List<Fault> round(int number) {
        List<CrashVictim> turns = new ArrayList<>(List.of(CrashVictim.values()));
        Collections.shuffle(turns, new Random(seed));
        Random chance = chance(number);
        CrashVictim first = turns.get(number % turns.size());
        List<CrashVictim> others = new ArrayList<>(turns);
        others.remove(first);
        Collections.shuffle(others, chance);
        List<Fault> faults = new ArrayList<>(List.of(fault(first, chance)));
        others.stream().limit(chance.nextInt(MORE_MAX + 1)).map(other -> fault(other, chance)).forEach(faults::add);
        return faults;
    }

    /** For what else differs from round to round. */
    Random chance(int number) {
        return new Random(seed * 1_000_003 + number);
    }

    private static Fault fault(CrashVictim victim, Random chance) {
        boolean killed = chance.nextBoolean();
        Duration after = Duration.ofMillis(chance.nextInt(LATEST_MS));
        return new Fault(victim, killed, after,
                Duration.ofMillis(killed ? chance.nextInt(DOWN_MAX_MS) : chance.nextInt(STOPPED_MIN_MS, STOPPED_MAX_MS)));
    }
}
