package io.outrigger.batchworker.api;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream of answers that goes as fast as its caller takes it, so that nothing gathers in the transport. It has a thread of its own:
 * the handler's has to return before it is told that the caller can take more.
 */
final class Outflow<M> {

    /** Somebody who has taken nothing for so long is not there any more. */
    private static final Duration STALL_MAX = Duration.ofMinutes(1);

    private final ServerCallStreamObserver<M> caller;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Says what there is to say, and returns when that is all. */
    @FunctionalInterface
    interface Speech<M> {
        void speak(Outflow<M> outflow) throws InterruptedException;
    }

    private Outflow(ServerCallStreamObserver<M> caller) {
        this.caller = caller;
    }

    /** To be called before the handler returns. */
    static <M> void start(StreamObserver<M> observer, Speech<M> speech) {
        var caller = (ServerCallStreamObserver<M>) observer;
        var outflow = new Outflow<>(caller);
        caller.setOnReadyHandler(outflow::wake);
        caller.setOnCancelHandler(outflow::wake);
        Thread.ofVirtual().name("outflow").start(Context.current().wrap(() -> outflow.run(speech)));
    }

    private void run(Speech<M> speech) {
        try {
            speech.speak(this);
            caller.onCompleted();
        } catch (CancellationException gone) {
            return; // nobody is there to be told
        } catch (InterruptedException | RuntimeException failed) {
            if (!caller.isCancelled()) {
                caller.onError(failed);
            }
        }
    }

    /**
     * Sends when the caller can take it.
     *
     * @throws CancellationException when the caller has gone
     */
    void send(M message) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = STALL_MAX.toNanos();
            while (!caller.isReady()) {
                requireCaller();
                if (left <= 0) {
                    throw new ServiceException(ErrorCode.OVERLOADED,
                            "The caller has taken nothing for " + STALL_MAX.toSeconds() + " s; ask again to go on.");
                }
                left = changed.awaitNanos(left);
            }
            requireCaller();
            caller.onNext(message);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits, but not for longer than the caller is there.
     *
     * @throws CancellationException when the caller has gone
     */
    void rest(Duration rest) throws InterruptedException {
        long until = System.nanoTime() + rest.toNanos();
        lock.lockInterruptibly();
        try {
            long left = rest.toNanos();
            while (left > 0) {
                requireCaller();
                changed.await(left, TimeUnit.NANOSECONDS);
                left = until - System.nanoTime();
            }
            requireCaller();
        } finally {
            lock.unlock();
        }
    }

    private void requireCaller() {
        if (caller.isCancelled()) {
            throw new CancellationException("the caller has gone");
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
