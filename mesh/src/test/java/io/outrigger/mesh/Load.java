package io.outrigger.mesh;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Callers that ask again and again, each as soon as it has its answer, and a tally of what they got. */
final class Load implements AutoCloseable {
    private final Queue<Long> durations = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> callers = new ArrayList<>();

    private Load() {
    }

    /** So many callers, until it is closed or stopped. */
    static Load of(int callers, Callable<?> call) {
        Load load = new Load();
        for (int i = 0; i < callers; i++) {
            load.callers.add(load.threads.submit(() -> {
                while (load.going.get()) {
                    load.call(call);
                }
            }));
        }
        return load;
    }

    /** So many calls, by so many callers at once; returns when all have their answers. */
    static Load of(int callers, int calls, Callable<?> call) {
        Load load = new Load();
        AtomicLong left = new AtomicLong(calls);
        for (int i = 0; i < callers; i++) {
            load.callers.add(load.threads.submit(() -> {
                while (left.decrementAndGet() >= 0) {
                    load.call(call);
                }
            }));
        }
        load.await();
        return load;
    }

    private void call(Callable<?> call) {
        long start = System.nanoTime();
        try {
            call.call();
            durations.add(System.nanoTime() - start);
        } catch (Exception failure) {
            failures.add(Status.fromThrowable(failure).toString());
        } finally {
            ended.incrementAndGet();
        }
    }

    long ended() {
        return ended.get();
    }

    Queue<String> failures() {
        return failures;
    }

    /** In milliseconds, of the calls that were answered; {@code 0.99} for the slowest of a hundred. */
    double percentileMs(double share) {
        List<Long> sorted = durations.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size()))) / 1e6;
    }

    private void await() {
        for (Future<?> caller : callers) {
            try {
                caller.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            }
        }
    }

    /** Lets the calls in flight end. */
    @Override
    public void close() {
        going.set(false);
        await();
        threads.close();
    }
}
