package io.outrigger.batchworker.work;

import io.outrigger.chassis.errors.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Writes the ends of chunks, each transaction with all those that came while the one before was written. Whoever comes writes for those
 * who wait, so there is no thread and no timer, and a lone end is written at once. Safe for several threads.
 */
final class ChunkEnds {

    private static final int AT_ONCE = 64;

    private final Consumer<List<ChunkEnd>> writer;
    private final ReentrantLock writing = new ReentrantLock();
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();

    /** @param writer writes all of them or, where it throws, none */
    ChunkEnds(Consumer<List<ChunkEnd>> writer) {
        this.writer = writer;
    }

    /** One that is to be written; what became of it is set by whoever holds the lock. */
    private static final class Waiting {

        private final ChunkEnd end;
        private boolean over;
        private RuntimeException failure;

        Waiting(ChunkEnd end) {
            this.end = end;
        }

        void over(RuntimeException failed) {
            over = true;
            failure = failed;
        }
    }

    /** Returns when it is written; what kept it from being written is thrown, and nothing that another one failed with. */
    void write(ChunkEnd end) {
        var own = new Waiting(end);
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
        List<Waiting> next = new ArrayList<>();
        while (next.size() < AT_ONCE && !queue.isEmpty()) {
            next.add(queue.remove());
        }
        RuntimeException failure = write(next);
        if (failure == null || next.size() == 1 || failure instanceof ServiceException) { // that is of the database, for all of them
            next.forEach(each -> each.over(failure));
        } else {
            next.forEach(each -> each.over(write(List.of(each))));
        }
    }

    /** Null where they are written. */
    private RuntimeException write(List<Waiting> some) {
        try {
            writer.accept(some.stream().map(each -> each.end).toList());
            return null;
        } catch (RuntimeException failed) {
            return failed;
        } catch (Error failed) {
            return new IllegalStateException("The ends of " + some.size() + " chunks could not be written.", failed);
        }
    }
}
