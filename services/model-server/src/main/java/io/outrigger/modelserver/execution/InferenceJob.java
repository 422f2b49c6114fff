package io.outrigger.modelserver.execution;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.runtime.Tensor;
import io.outrigger.modelserver.statistics.InferenceCounts;
import io.outrigger.modelserver.statistics.Timings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A request on its way through one version, with everything that must happen exactly once when it ends.
 *
 * <p>Its caller may leave while it runs: the caller is answered at once, the request itself ends when nothing reads its tensors any
 * more.
 */
final class InferenceJob {

    private final InferenceRequest request;
    private final List<String> asked;
    private final Object lane;
    private final int rows;
    private final long arrivedNanos;
    private final ErrorCode overdue;
    private final InferenceCounts counts;
    private final InFlight inFlight;
    private final CompletableFuture<List<Tensor>> answer = new CompletableFuture<>();
    private final AtomicReference<ServiceException> abandoned = new AtomicReference<>();
    private volatile Audience audience;

    /** @param lane what requests have in common that may be put together */
    InferenceJob(InferenceRequest request, List<String> asked, Object lane, int rows, long arrivedNanos, ErrorCode overdue,
            InferenceCounts counts, InFlight inFlight) {
        this.request = request;
        this.asked = asked;
        this.lane = lane;
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

    Object lane() {
        return lane;
    }

    int rows() {
        return rows;
    }

    CompletableFuture<List<Tensor>> answer() {
        return answer;
    }

    /** Its next run is this one's. */
    void join(Audience run) {
        audience = run;
    }

    /** The caller waits no more, though the request may be running; a run that nobody waits for is ended. */
    void abandon(ServiceException reason) {
        if (abandoned.compareAndSet(null, reason)) {
            answer.completeExceptionally(reason);
            Audience run = audience;
            if (run != null) {
                run.look();
            }
        }
    }

    boolean isAbandoned() {
        return abandoned.get() != null;
    }

    void succeed(List<Tensor> outputs, long startedNanos, Timings timings) {
        if (isAbandoned()) {
            failAbandoned();
            return;
        }
        counts.succeeded(System.nanoTime() - arrivedNanos, startedNanos - arrivedNanos, timings);
        leave();
        answer.complete(outputs);
    }

    void fail(ServiceException failure) {
        counts.failed(System.nanoTime() - arrivedNanos);
        leave();
        answer.completeExceptionally(failure);
    }

    /** Ends a request whose caller has left. */
    void failAbandoned() {
        fail(abandoned.get());
    }

    void failOverdue() {
        fail(overdue(overdue));
    }

    ServiceException overdue(ErrorCode code) {
        return new ServiceException(code, RequestCheck.prefix(request.id()) + "Request timeout expired");
    }

    private void leave() {
        request.release().run();
        inFlight.leave();
    }
}
