package io.outrigger.batchworker.job;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What happens when, in milliseconds that only this class counts, and whatever chance decides. */
final class SimulatedTime {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int TRACE_LINES = 150;

    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final SplittableRandom random;
    private final Deque<String> trace;
    private long now;
    private long order;
    /** How far all clocks are from the time that is. */
    private long offset;
    private boolean calm;

    private record Due(long at, long order, Runnable what) implements Comparable<Due> {

        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    SimulatedTime(long seed, boolean traced) {
        this.random = new SplittableRandom(seed);
        this.trace = traced ? new ArrayDeque<>() : null;
    }

    long now() {
        return now;
    }

    /** What a clock shows that is so far from the others. */
    Instant clock(long skew) {
        return START.plusMillis(now + offset + skew);
    }

    void setClocks(long by) {
        offset += by;
    }

    void after(long millis, Runnable what) {
        due.add(new Due(now + millis, order++, what));
    }

    /** Does the next thing; false where nothing will ever happen again. */
    boolean step() {
        Due next = due.poll();
        if (next == null) {
            return false;
        }
        now = next.at;
        next.what.run();
        return true;
    }

    /** From now on nothing goes wrong any more. */
    void calm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** Whether something goes wrong that does so with this probability. */
    boolean fails(double probability) {
        return !calm && probability > 0 && random.nextDouble() < probability;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int between(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    void trace(Supplier<String> line) {
        if (trace != null) {
            if (trace.size() == TRACE_LINES) {
                trace.poll();
            }
            trace.add(now + " " + line.get());
        }
    }

    String traced() {
        return trace == null ? "" : String.join("\n", trace);
    }
}
