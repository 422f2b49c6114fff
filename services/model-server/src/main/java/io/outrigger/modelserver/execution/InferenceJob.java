package io.outrigger.modelserver.execution;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.runtime.Tensor;
import io.outrigger.modelserver.statistics.InferenceCounts;
import io.outrigger.modelserver.statistics.Timings;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A request on its way through one version, with everything that must happen exactly once when it ends. */
final class InferenceJob {

    private final InferenceRequest request;
    private final List<String> asked;
    private final int rows;
    private final long arrivedNanos;
    private final ErrorCode overdue;
    private final InferenceCounts counts;
    private final InFlight inFlight;
    private final CompletableFuture<List<Tensor>> answer = new CompletableFuture<>();

    InferenceJob(InferenceRequest request, List<String> asked, int rows, long arrivedNanos, ErrorCode overdue, InferenceCounts counts,
            InFlight inFlight) {
        this.request = request;
        this.asked = asked;
        this.rows = rows;
        this.arrivedNanos = arrivedNanos;
        this.overdue = overdue;
        this.counts = counts;
        this.inFlight = inFlight;
    }

    InferenceRequest request() {
        return request;
    }

    /** Names of the outputs to answer with, in order. */
    List<String> asked() {
        return asked;
    }

    int rows() {
        return rows;
    }

    CompletableFuture<List<Tensor>> answer() {
        return answer;
    }

    void succeed(List<Tensor> outputs, long startedNanos, Timings timings) {
        counts.succeeded(System.nanoTime() - arrivedNanos, startedNanos - arrivedNanos, timings);
        leave();
        answer.complete(outputs);
    }

    void fail(ServiceException failure) {
        counts.failed(System.nanoTime() - arrivedNanos);
        leave();
        answer.completeExceptionally(failure);
    }

    void failOverdue() {
        fail(new ServiceException(overdue, RequestCheck.prefix(request.id()) + "Request timeout expired"));
    }

    private void leave() {
        request.release().run();
        inFlight.leave();
    }
}
