package io.outrigger.perf.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** So many callers, each of which asks again as soon as it has its answer. */
public record ClosedLoop(int callers) implements Load {

    @Override
    public String describe() {
        return callers + (callers == 1 ? " caller" : " callers");
    }

    @Override
    public void drive(Target target, Duration duration, Tally tally) throws InterruptedException {
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        CountDownLatch running = new CountDownLatch(callers);
        for (int i = 0; i < callers; i++) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (System.nanoTime() - end < 0) {
                        askOnce(target, tally);
                    }
                } finally {
                    running.countDown();
                }
            });
        }
        running.await();
        tally.elapsed(System.nanoTime() - start);
    }

    /** Asks, and counts nothing. */
    public void warmUp(Target target, Duration duration, Consumer<String> progress) throws InterruptedException {
        progress.accept("warming up " + target.name());
        drive(target, duration, new Tally());
    }

    private static void askOnce(Target target, Tally tally) {
        long asked = System.nanoTime();
        target.ask().handle((_, failure) -> {
            if (failure == null) {
                tally.answered(System.nanoTime() - asked);
            } else {
                tally.failed(failure);
            }
            return null;
        }).join();
    }
}
