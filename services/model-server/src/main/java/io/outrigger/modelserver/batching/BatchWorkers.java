package io.outrigger.modelserver.batching;

import io.outrigger.modelserver.batching.BatchQueue.Admission;
import io.outrigger.modelserver.batching.BatchQueue.HoldUntil;
import io.outrigger.modelserver.batching.BatchQueue.Idle;
import io.outrigger.modelserver.batching.BatchQueue.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads of one model: each takes a batch, runs it to the end and takes the next.
 *
 * <p>Platform threads, as many as the model has instances: a call of the runtime keeps a processor busy and cannot yield.
 */
public final class BatchWorkers<T> implements AutoCloseable {

    /** What happens to requests that leave the queue; called without any lock held. */
    public interface Work<T> {

        /** Runs a batch and answers each of its requests; must not throw. */
        void run(List<WaitingRequest<T>> batch);

        /** Answers a request whose time ran out before it was computed. */
        void expired(WaitingRequest<T> request);
    }

    /** Told to a caller whose request was not let into the queue. */
    public static final class QueueFullException extends Exception {

        private QueueFullException(Admission admission) {
            super(admission.name(), null, false, false);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BatchQueue<T> queue;
    private final Work<T> work;
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    public BatchWorkers(String name, int workers, BatchPolicy policy, Work<T> work) {
        this.queue = new BatchQueue<>(policy);
        this.work = work;
        for (int i = 0; i < workers; i++) {
            threads.add(Thread.ofPlatform().daemon().name(name + "-" + i).unstarted(this::serve));
        }
        threads.forEach(Thread::start);
    }

    /** Puts a request into the queue. */
    public void submit(WaitingRequest<T> request) throws QueueFullException {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the workers are closed");
            }
            Admission admission = queue.offer(request);
            if (admission != Admission.ADMITTED) {
                throw new QueueFullException(admission);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a request out of the queue; false when it has left it already. */
    public boolean remove(WaitingRequest<T> request) {
        lock.lock();
        try {
            return queue.remove(request);
        } finally {
            lock.unlock();
        }
    }

    /** From now on every request runs alone. */
    public void stopJoining() {
        lock.lock();
        try {
            queue.stopJoining();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Requests that wait now. */
    public int waiting() {
        lock.lock();
        try {
            return queue.requests();
        } finally {
            lock.unlock();
        }
    }

    private void serve() {
        while (true) {
            List<WaitingRequest<T>> expired = new ArrayList<>();
            List<WaitingRequest<T>> batch = awaitBatch(expired);
            expired.forEach(work::expired);
            if (!batch.isEmpty()) {
                work.run(batch);
            } else if (expired.isEmpty()) {
                return;
            }
        }
    }

    /** The next batch, or none when only expired requests were found or the workers are closed. */
    private List<WaitingRequest<T>> awaitBatch(List<WaitingRequest<T>> expired) {
        lock.lock();
        try {
            while (true) {
                var step = queue.next(System.nanoTime());
                expired.addAll(queue.takeExpired());
                if (step instanceof Run<T> run) {
                    return run.requests();
                }
                if (!expired.isEmpty() || (closed && step instanceof Idle<T>)) {
                    return List.of();
                }
                pause(step);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private void pause(BatchQueue.Step<T> step) throws InterruptedException {
        if (step instanceof HoldUntil<T> hold) {
            changed.await(hold.nanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
        } else {
            changed.await();
        }
    }

    /** Lets the threads finish what waits, and ends them. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
