package io.outrigger.orchestrator.batching;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.LongConsumer;

/** Executors behind one address that work off calls in the order in which they come, in simulated time. */
final class SimulatedFleet {

    /** What a call of so many rows takes on one executor: {@code fixed + perRow · rows}, in milliseconds. */
    record Model(String name, double fixed, double perRow) {

        static final Model MLP = new Model("MLP on a CPU", 0.17, 0.057);
        static final Model RESNET = new Model("ResNet on a GPU", 1.5, 0.05);
        static final Model NO_GAIN = new Model("batching gains nothing", 0, 2);
        /** As a network that fills all processors of a CPU: calls of one row use them better than large ones. */
        static final Model LOSES = new Model("batching loses", -5, 12);
        static final Model TRANSFORMER = new Model("transformer", 8, 1.2);
        static final Model LARGE = new Model("large network on a GPU", 95, 1.25);

        double millis(int rows) {
            return fixed + perRow * rows;
        }
    }

    private static final double STRAGGLER_SHARE = 0.01;
    private static final double STRAGGLER_FACTOR = 4;

    private final PriorityQueue<Happening> happenings = new PriorityQueue<>();
    private final Deque<Job> queue = new ArrayDeque<>();
    private final Random random;
    private int executors;
    private double networkMillis = 0.05;
    private double slowness = 1;
    private double stragglerShare = STRAGGLER_SHARE;
    private int busy;
    private long now;
    private long happeningsCount;

    private record Happening(long nanos, long number, LongConsumer what) implements Comparable<Happening> {

        @Override
        public int compareTo(Happening other) {
            return nanos != other.nanos ? Long.compare(nanos, other.nanos) : Long.compare(number, other.number);
        }
    }

    private record Job(Model model, int rows, LongConsumer answered) {
    }

    SimulatedFleet(int executors, long seed) {
        this.executors = executors;
        this.random = new Random(seed);
    }

    long now() {
        return now;
    }

    Random random() {
        return random;
    }

    void executors(int count) {
        executors = count;
    }

    /** From now on the way there takes so long, and the way back. */
    void network(double millis) {
        networkMillis = millis;
    }

    /** From now on everything takes so many times as long. */
    void slowness(double factor) {
        slowness = factor;
    }

    /** From now on no call takes much longer than others. */
    void withoutStragglers() {
        stragglerShare = 0;
    }

    void at(long nanos, LongConsumer what) {
        happenings.add(new Happening(Math.max(now, nanos), happeningsCount++, what));
    }

    /** Lets everything happen until this time. */
    void runUntil(long nanos) {
        while (!happenings.isEmpty() && happenings.peek().nanos() <= nanos) {
            Happening next = happenings.poll();
            now = next.nanos();
            next.what().accept(now);
        }
        now = nanos;
    }

    /** Sends a call; the answer comes after the way there, the wait, the work and the way back. */
    void call(Model model, int rows, LongConsumer answered) {
        at(now + nanos(networkMillis), arrived -> {
            queue.add(new Job(model, rows, answered));
            work();
        });
    }

    private void work() {
        while (busy < executors && !queue.isEmpty()) {
            Job job = queue.poll();
            busy++;
            double noise = 1 + 0.05 * random.nextGaussian();
            double straggling = random.nextDouble() < stragglerShare ? STRAGGLER_FACTOR : 1;
            at(now + nanos(job.model().millis(job.rows()) * slowness * Math.max(0.7, noise) * straggling), done -> {
                busy--;
                at(now + nanos(networkMillis), job.answered());
                work();
            });
        }
    }

    static long nanos(double millis) {
        return (long) (millis * 1e6);
    }
}
