package io.outrigger.perf.fleet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Instances of a model, each of which works on one call at a time, for as long as the model takes and without a processor. More calls wait,
 * and go in the order in which they came. Safe for several threads.
 */
final class TimedInstances {

    private final StandInModel model;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final Deque<Call> waiting = new ArrayDeque<>();
    private int busy;
    private Work work = Work.NONE;

    TimedInstances(StandInModel model, Timer timer, LongSupplier nanoTime) {
        this.model = model;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /** Runs something after a time, in a thread of its own. */
    @FunctionalInterface
    interface Timer {
        void after(Duration time, Runnable what);
    }

    private record Call(int rows, Runnable answer, long arrivedNanos) {
    }

    /** Takes a call; its answer is run when it has been worked on. */
    void execute(int rows, Runnable answer) {
        Call call = new Call(rows, answer, nanoTime.getAsLong());
        synchronized (waiting) {
            if (busy == model.instances()) {
                waiting.addLast(call);
                return;
            }
            busy++;
        }
        begin(call);
    }

    private void begin(Call call) {
        var waited = Duration.ofNanos(nanoTime.getAsLong() - call.arrivedNanos());
        synchronized (waiting) {
            work = work.plus(new Work(1, call.rows(), waited));
        }
        timer.after(model.took(call.rows()), () -> end(call));
    }

    private void end(Call call) {
        Call next;
        synchronized (waiting) {
            next = waiting.pollFirst();
            busy -= next == null ? 1 : 0;
        }
        if (next != null) {
            begin(next);
        }
        call.answer().run();
    }

    Work work() {
        synchronized (waiting) {
            return work;
        }
    }
}
