package io.outrigger.batchworker.run;

import io.outrigger.batchworker.job.StopReason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells one run of a chunk to end, once: of several reasons the first counts. Safe for several threads. */
public final class CancelSignal {

    /** Why. */
    sealed interface Cause {

        /** The job has stopped. */
        record Job(StopReason reason) implements Cause {
        }

        /** The worker stops. */
        record Worker() implements Cause {
        }

        /** Somebody else has the chunk. */
        record Lease() implements Cause {
        }
    }

    private final CompletableFuture<Cause> cause = new CompletableFuture<>();

    /** The job has stopped: rows without an answer get an error that says so. */
    public void jobStopped(StopReason reason) {
        cause.complete(new Cause.Job(reason));
    }

    /** The worker stops: the chunk is given back. */
    public void workerStops() {
        cause.complete(new Cause.Worker());
    }

    /** Somebody else has the chunk: whatever was done is nothing. */
    public void leaseLost() {
        cause.complete(new Cause.Lease());
    }

    /** Whether it is time. */
    public boolean isGiven() {
        return cause.isDone();
    }

    Optional<Cause> cause() {
        return Optional.ofNullable(cause.getNow(null));
    }

    /** Done once when it is time, on the thread that says so; at once where it is. */
    void then(Runnable action) {
        cause.thenRun(action);
    }

    /** Waits for so long, unless it is time before. */
    public void await(Duration rest) {
        try {
            cause.get(rest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException over) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            workerStops();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
