package io.outrigger.registryview;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Looks at something on behalf of many: each asker gets the result of a look that began after it asked, and looks are few
 * however many ask. {@link LookGate} has the rule; this is its thread. Safe for several threads.
 *
 * @param <T> what a look finds
 */
public final class Looks<T> implements AutoCloseable {

    private final Callable<T> look;
    private final LongSupplier nanoTime;
    private final LookGate gate;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Thread looker;
    /** What the next look will find. */
    private CompletableFuture<T> next = new CompletableFuture<>();
    private boolean closed;

    private Looks(String name, Callable<T> look, Duration interval, LongSupplier nanoTime) {
        this.look = look;
        this.nanoTime = nanoTime;
        this.gate = new LookGate(interval.toNanos());
        this.looker = Thread.ofVirtual().name(name).unstarted(this::lookWhenAsked);
    }

    /** @param interval the shortest time between the beginnings of two looks */
    public static <T> Looks<T> start(String name, Callable<T> look, Duration interval, LongSupplier nanoTime) {
        var looks = new Looks<>(name, look, interval, nanoTime);
        looks.looker.start();
        return looks;
    }

    /** What a look that begins after now will find; it fails as that look fails. */
    public CompletableFuture<T> ask() {
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(new ServiceException(ErrorCode.SHUTTING_DOWN, "The service is shutting down."));
            }
            gate.ask();
            asked.signal();
            return next.copy();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            next.completeExceptionally(new ServiceException(ErrorCode.SHUTTING_DOWN, "The service is shutting down."));
        } finally {
            lock.unlock();
        }
        looker.interrupt();
    }

    private void lookWhenAsked() {
        try {
            while (true) {
                CompletableFuture<T> found = begin();
                try {
                    found.complete(look.call());
                } catch (InterruptedException e) {
                    found.completeExceptionally(e);
                    return;
                } catch (Exception e) {
                    found.completeExceptionally(e);
                }
                end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<T> begin() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long now = nanoTime.getAsLong();
                OptionalLong wait = gate.untilNext(now);
                if (wait.isEmpty()) {
                    asked.await();
                } else if (wait.getAsLong() > 0) {
                    asked.awaitNanos(wait.getAsLong());
                } else {
                    gate.begin(now);
                    CompletableFuture<T> found = next;
                    next = new CompletableFuture<>();
                    return found;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            gate.end();
        } finally {
            lock.unlock();
        }
    }
}
