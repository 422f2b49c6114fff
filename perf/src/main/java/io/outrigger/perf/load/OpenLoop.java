package io.outrigger.perf.load;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at evenly spaced times, whether or not earlier ones were answered.
 *
 * <p>A latency runs from the time at which its request was <em>due</em>. Were it to run from the time of sending, a target that stalls
 * would hold up the sender too and so hide most of its stall (coordinated omission).
 */
public record OpenLoop(int requestsPerSecond) implements Load {
    /** A target this far behind is beyond its limit; more waiting requests would only measure this program's memory. */
    private static final int WAITING_MAX = 5_000;

    /** Sleeping is only this precise; the rest of the time is spun away. */
    private static final long SPIN_NS = 100_000;

    @Override
    public String describe() {
        return requestsPerSecond + " a second";
    }

    @Override
    public void drive(Target target, Duration duration, Tally tally) throws InterruptedException {
        long start = System.nanoTime();
        long requests = duration.toNanos() * requestsPerSecond / 1_000_000_000L;
        Semaphore free = new Semaphore(WAITING_MAX);
        for (long i = 0; i < requests; i++) {
            long due = start + i * 1_000_000_000L / requestsPerSecond;
            waitUntil(due);
            if (!free.tryAcquire()) {
                tally.skipped();
                continue;
            }
            target.ask().whenComplete((_, failure) -> {
                if (failure == null) {
                    tally.answered(System.nanoTime() - due);
                } else {
                    tally.failed(failure);
                }
                free.release();
            });
        }
        free.acquire(WAITING_MAX); // the last answers are in
        tally.elapsed(System.nanoTime() - start);
    }

    private static void waitUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > SPIN_NS) {
                LockSupport.parkNanos(left - SPIN_NS);
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
