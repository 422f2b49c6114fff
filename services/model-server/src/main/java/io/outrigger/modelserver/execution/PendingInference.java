package io.outrigger.modelserver.execution;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.batching.BatchWorkers;
import io.outrigger.modelserver.batching.WaitingRequest;
import io.outrigger.modelserver.runtime.Tensor;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request that was let in, in the hands of the caller's thread. */
public final class PendingInference {

    private final LoadedVersion version;
    private final InferenceJob job;
    private final WaitingRequest<InferenceJob> waiting;
    private final BatchWorkers<InferenceJob> workers;
    private final long callerDeadlineNanos;

    PendingInference(LoadedVersion version, InferenceJob job, WaitingRequest<InferenceJob> waiting, BatchWorkers<InferenceJob> workers,
            long callerDeadlineNanos) {
        this.version = version;
        this.job = job;
        this.waiting = waiting;
        this.workers = workers;
        this.callerDeadlineNanos = callerDeadlineNanos;
    }

    /** The version that computes it. */
    public LoadedVersion version() {
        return version;
    }

    /**
     * The answer, in the order in which outputs were asked for. A request that is still queued when its time is over is dropped; one
     * that runs when its caller's time is over is left to itself, and ended where nobody else waits for its run.
     */
    public List<Tensor> await() {
        try {
            if (waitUntil(waiting.deadlineNanos()) && workers.remove(waiting)) {
                job.failOverdue();
            }
            if (waitUntil(callerDeadlineNanos)) {
                expire();
            }
            return job.answer().get();
        } catch (ExecutionException e) {
            throw GrpcErrors.toFailure(e.getCause());
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw new ServiceException(ErrorCode.CALLER_CANCELLED, "The caller went away.", e);
        }
    }

    /** True when this time has come before the answer. */
    private boolean waitUntil(long nanos) throws InterruptedException, ExecutionException {
        if (nanos == Long.MAX_VALUE) {
            return false;
        }
        try {
            return job.answer().get(nanos - System.nanoTime(), TimeUnit.NANOSECONDS) == null;
        } catch (TimeoutException e) {
            return true;
        }
    }

    /** The caller's time is over. */
    public void expire() {
        leave(job.overdue(ErrorCode.DEADLINE_PASSED));
    }

    /** The caller went away. */
    public void cancel() {
        leave(new ServiceException(ErrorCode.CALLER_CANCELLED, RequestCheck.prefix(job.request().id()) + "request cancelled"));
    }

    /** Takes the request out of the queue, or leaves the run that it is in. */
    private void leave(ServiceException reason) {
        if (workers.remove(waiting)) {
            job.fail(reason);
        } else {
            job.abandon(reason);
        }
    }
}
