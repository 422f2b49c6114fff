package io.outrigger.orchestrator.batching;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * When those come again whose requests one lane has shed: each is given the first second in which there is still time for it, that time
 * is kept for it, and so who comes as it was told finds room, where others who come at once would have taken it.
 *
 * <p>Callers are told apart by what the edge says of them; one of whom nothing is said is given a time, and none is kept. All times are
 * nanoseconds; work is the time that the lane takes for rows. Not thread-safe.
 */
final class ComeAgainTimes {

    static final int SECONDS_MAX = 30;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long SLOT = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SLOTS = (int) ((SECONDS_MAX + 3) * SECOND / SLOT);
    /** Of a second so much is given away: the rest is for those who come for the first time. */
    private static final double SHARE = 0.5;
    private static final long EARLY_MAX = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LATE_MAX = SECOND;
    private static final int CALLERS_MAX = 10_000;

    /** Work that was promised to be there, by the time at which it is due. */
    private final double[] promised = new double[SLOTS];
    private final Map<String, Deque<Promise>> byCaller = new LinkedHashMap<>();
    private long clearedTo = Long.MIN_VALUE;

    private record Promise(long due, double work) {
    }

    /** Whether the caller comes as it was told; its time is no longer kept then. */
    boolean isExpected(String caller, long now) {
        Deque<Promise> promises = byCaller.get(caller);
        if (promises == null || promises.peekFirst().due() - EARLY_MAX > now) {
            return false;
        }
        Promise promise = promises.pollFirst();
        if (promises.isEmpty()) {
            byCaller.remove(caller);
        }
        boolean inTime = now - promise.due() <= LATE_MAX;
        if (inTime) {
            clear(now);
            promised[slot(promise.due())] = Math.max(0, promised[slot(promise.due())] - promise.work());
        }
        return inTime;
    }

    /** Work that is expected from a moment ago until then. */
    double expected(long now, long until) {
        clear(now);
        double sum = 0;
        for (long at = now - LATE_MAX; at <= until && at < now + SECONDS_MAX * SECOND; at += SLOT) {
            sum += promised[slot(at)];
        }
        return sum;
    }

    /**
     * Gives a caller a time.
     *
     * @param caller empty where nothing is known of it
     * @return seconds from now
     */
    int next(String caller, double work, long now) {
        clear(now);
        Deque<Promise> promises = byCaller.get(caller);
        if (!caller.isEmpty() && promises != null && promises.peekLast().due() > now) {
            return (int) Math.max(1, Math.ceilDiv(promises.peekLast().due() - now, SECOND)); // it came too early
        }
        int seconds = 1;
        while (seconds < SECONDS_MAX && inSecond(now + seconds * SECOND) + work > SHARE * SECOND) {
            seconds++;
        }
        long due = now + seconds * SECOND;
        promised[slot(due)] += caller.isEmpty() ? 0 : work;
        if (!caller.isEmpty()) {
            byCaller.computeIfAbsent(caller, first -> new ArrayDeque<>()).addLast(new Promise(due, work));
            forgetEldest();
        }
        return seconds;
    }

    private double inSecond(long begin) {
        double sum = 0;
        for (long at = begin - SECOND / 2; at < begin + SECOND / 2; at += SLOT) {
            sum += promised[slot(at)];
        }
        return sum;
    }

    private void forgetEldest() {
        if (byCaller.size() > CALLERS_MAX) {
            Iterator<String> eldest = byCaller.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    /** Empties the slots that lie behind, which stand for times ahead from now on. */
    private void clear(long now) {
        long from = Math.floorDiv(now - LATE_MAX, SLOT);
        if (clearedTo == Long.MIN_VALUE || from - clearedTo >= SLOTS) {
            Arrays.fill(promised, 0);
        } else {
            for (long slot = clearedTo; slot < from; slot++) {
                promised[(int) Math.floorMod(slot, (long) SLOTS)] = 0;
            }
        }
        clearedTo = from;
    }

    private static int slot(long time) {
        return (int) Math.floorMod(Math.floorDiv(time, SLOT), (long) SLOTS);
    }
}
