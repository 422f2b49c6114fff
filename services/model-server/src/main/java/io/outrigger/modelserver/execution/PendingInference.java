package io.outrigger.modelserver.execution;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.batching.BatchWorkers;
import io.outrigger.modelserver.batching.Waiting;
import io.outrigger.modelserver.runtime.Tensor;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request that was let in, in the hands of the caller's thread. */
public final class PendingInference {

    private final LoadedVersion version;
    private final InferenceJob job;
    private final Waiting<InferenceJob> waiting;
    private final BatchWorkers<InferenceJob> workers;

    PendingInference(LoadedVersion version, InferenceJob job, Waiting<InferenceJob> waiting, BatchWorkers<InferenceJob> workers) {
        this.version = version;
        this.job = job;
        this.waiting = waiting;
        this.workers = workers;
    }

    /** The version that computes it. */
    public LoadedVersion version() {
        return version;
    }

    /** The answer, in the order in which outputs were asked for. A request that is still queued when its time is over is dropped. */
    public List<Tensor> await() {
        try {
            if (waiting.deadlineNanos() != Long.MAX_VALUE) {
                try {
                    return job.answer().get(waiting.deadlineNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (workers.remove(waiting)) {
                        job.failOverdue();
                    }
                }
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

    /** Takes the request out of the queue, because nobody waits for it; one that runs already is finished. */
    public void cancel() {
        if (workers.remove(waiting)) {
            job.fail(new ServiceException(ErrorCode.CALLER_CANCELLED, RequestCheck.prefix(job.request().id()) + "request cancelled"));
        }
    }
}
