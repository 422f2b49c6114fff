package io.outrigger.database;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Writes things that come one by one, in each transaction all those that came while the one before was written. Whoever comes writes
 * for those who wait, so there is no thread and no timer, and what comes alone is written at once. Safe for several threads.
 */
public final class GroupCommit<T> {

    private static final int AT_ONCE = 64;

    private final Consumer<List<T>> writer;
    private final ReentrantLock writing = new ReentrantLock();
    private final Queue<Waiting<T>> queue = new ConcurrentLinkedQueue<>();

    /** @param writer writes all of them or, where it throws, none */
    public GroupCommit(Consumer<List<T>> writer) {
        this.writer = writer;
    }

    /** One that is to be written; what became of it is set by whoever holds the lock. */
    private static final class Waiting<T> {

        private final T thing;
        private boolean over;
        private RuntimeException failure;

        Waiting(T thing) {
            this.thing = thing;
        }

        void over(RuntimeException failed) {
            over = true;
            failure = failed;
        }
    }

    /** Returns when it is written; what kept it from being written is thrown, and nothing that another one failed with. */
    public void write(T thing) {
        var own = new Waiting<>(thing);
        queue.add(own);
        writing.lock();
        try {
            while (!own.over) {
                writeNext();
            }
        } finally {
            writing.unlock();
        }
        if (own.failure != null) {
            throw own.failure;
        }
    }

    private void writeNext() {
        List<Waiting<T>> next = new ArrayList<>();
        while (next.size() < AT_ONCE && !queue.isEmpty()) {
            next.add(queue.remove());
        }
        RuntimeException failure = write(next);
        if (failure == null || next.size() == 1 || isAway(failure)) {
            next.forEach(each -> each.over(failure));
        } else {
            next.forEach(each -> each.over(write(List.of(each))));
        }
    }

    private static boolean isAway(RuntimeException failure) {
        return failure instanceof ServiceException known && known.code() == ErrorCode.DEPENDENCY_UNAVAILABLE;
    }

    /** Null where they are written. */
    private RuntimeException write(List<Waiting<T>> some) {
        try {
            writer.accept(some.stream().map(each -> each.thing).toList());
            return null;
        } catch (RuntimeException failed) {
            return failed;
        } catch (Error failed) {
            return new IllegalStateException(some.size() + " things could not be written.", failed);
        }
    }
}
