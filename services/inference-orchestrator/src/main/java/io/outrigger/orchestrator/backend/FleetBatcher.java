package io.outrigger.orchestrator.backend;

import io.grpc.Context;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.openinference.rows.RowRequest;
import io.outrigger.orchestrator.backend.RiderCalls.Served;
import io.outrigger.orchestrator.backend.RiderCalls.Underway;
import io.outrigger.orchestrator.batching.BatchCall;
import io.outrigger.orchestrator.batching.BatchCommand;
import io.outrigger.orchestrator.batching.BatchEvent;
import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import io.outrigger.orchestrator.batching.Batcher;
import io.outrigger.orchestrator.batching.DispatchReason;
import io.outrigger.orchestrator.batching.DropReason;
import io.outrigger.orchestrator.batching.LaneKey;
import io.outrigger.orchestrator.batching.LaneView;
import io.outrigger.orchestrator.batching.QueuedRequest;
import io.outrigger.relay.hop.CallFailure;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fleet's {@link Batcher} with a lock and a clock: what it wants done is done here, outside the lock, and what comes of it is told to
 * it. Safe for several threads.
 */
final class FleetBatcher {

    private static final Logger LOG = LoggerFactory.getLogger(FleetBatcher.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Batcher<Rider> batcher;
    private final RiderCalls calls;
    private final InstanceQueries instances;
    private final BatchMetrics metrics;
    private final ScheduledExecutorService timers;
    private final LongSupplier nanoTime;
    private final Map<BatchCall<Rider>, Runnable> cancels = new ConcurrentHashMap<>();
    private volatile long wakesAt = Long.MAX_VALUE;

    FleetBatcher(Batcher<Rider> batcher, RiderCalls calls, InstanceQueries instances, BatchMetrics metrics,
            ScheduledExecutorService timers, LongSupplier nanoTime) {
        this.batcher = batcher;
        this.calls = calls;
        this.instances = instances;
        this.metrics = metrics;
        this.timers = timers;
        this.nanoTime = nanoTime;
    }

    CompletableFuture<Answer> infer(Inference inference, RowRequest rows, LaneKey lane) {
        Rider rider = new Rider(inference, rows, new CompletableFuture<>());
        long patience = Math.min(inference.deadline().timeRemaining(TimeUnit.NANOSECONDS),
                TimeUnit.MICROSECONDS.toNanos(FleetBackend.callersTimeout(inference.parameters())));
        var request = new QueuedRequest<>(rider, lane, rows.rows(), rows.request().message().size(), inference.tenant(),
                inference.callerId(), inference.priority(), nanoTime.getAsLong() + patience);
        Context.CancellationListener leaves = context -> on(new BatchEvent.Left<>(request), List.of());
        inference.caller().addListener(leaves, Runnable::run);
        rider.answer().whenComplete((answer, thrown) -> inference.caller().removeListener(leaves));
        on(new BatchEvent.Arrived<>(request), List.of());
        instances.refresh(lane.model(), inference.destination(), ((LaneKind) lane.kind()).headers(),
                found -> on(new BatchEvent.Informed<>(lane.model(), found), List.of()));
        return rider.answer();
    }

    List<LaneView> lanes() {
        lock.lock();
        try {
            return batcher.lanes();
        } finally {
            lock.unlock();
        }
    }

    /** Tells an event, with the replies to the riders of a call where one has ended. */
    private void on(BatchEvent<Rider> event, List<Reply> replies) {
        List<BatchCommand<Rider>> commands;
        lock.lock();
        try {
            commands = batcher.on(event, nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
        for (BatchCommand<Rider> command : commands) {
            switch (command) {
                case BatchCommand.Dispatch<Rider>(BatchCall<Rider> call, DispatchReason reason) -> dispatch(call, reason);
                case BatchCommand.Deliver<Rider>(BatchCall<Rider> call, List<QueuedRequest<Rider>> requests, long predictedWait) -> {
                    requests.forEach(request -> request.item().context().expectedWaitMs(TimeUnit.NANOSECONDS.toMillis(predictedWait)));
                    deliver(call, requests, replies);
                }
                case BatchCommand.Drop<Rider>(QueuedRequest<Rider> request, DropReason reason, int comeAgainS) ->
                        drop(request, reason, Duration.ofSeconds(comeAgainS));
                case BatchCommand.CancelCall<Rider>(BatchCall<Rider> call) -> cancel(call);
                case BatchCommand.WakeAt<Rider>(long nanos) -> wakeAt(nanos);
            }
        }
    }

    private void dispatch(BatchCall<Rider> call, DispatchReason reason) {
        metrics.dispatched(call.rows(), reason);
        if (reason != DispatchReason.SPLIT) { // its requests have waited before, for the call that was halved
            call.requests().forEach(request -> waited(request, call.startedNanos() - request.arrivedNanos()));
        }
        Underway underway;
        try {
            QueuedRequest<Rider> first = call.requests().getFirst();
            underway = calls.start(call.requests().stream().map(QueuedRequest::item).toList(), first.lane(), first.priority());
        } catch (RuntimeException thrown) {
            // Told on another thread: the next call might fail at once too, and the one after it.
            Thread.startVirtualThread(() -> ended(call, null, thrown));
            return;
        }
        cancels.put(call, underway.cancel());
        underway.served().whenComplete((served, thrown) -> ended(call, served, thrown));
    }

    private void waited(QueuedRequest<Rider> request, long nanos) {
        metrics.waited(nanos);
        request.item().context().phases().add(Phase.QUEUE, nanos);
    }

    private void ended(BatchCall<Rider> call, Served served, Throwable thrown) {
        cancels.remove(call);
        Throwable cause = thrown == null ? null : CallFailure.cause(thrown);
        boolean misfit = cause instanceof SharedCalls.MisfitException;
        ServiceException failure = cause == null ? null : GrpcErrors.toFailure(misfit ? cause.getCause() : cause);
        Outcome outcome = cause == null ? served.measured() ? Outcome.ANSWERED : Outcome.TRIED
                : misfit ? Outcome.MISFIT : SharedCalls.mayBeContent(failure.code()) ? Outcome.CONTENT : Outcome.FAILED;
        if (failure != null && failure.code() == ErrorCode.INTERNAL_ERROR) {
            LOG.error("a call for {} requests failed unexpectedly", call.requests().size(), cause);
        }
        metrics.ended(outcome, call.isSplitAfter(outcome));
        if (outcome == Outcome.ANSWERED) {
            metrics.took(nanoTime.getAsLong() - call.startedNanos(), call.predictedNanos());
        }
        on(new BatchEvent.Ended<>(call, outcome),
                failure == null ? served.replies() : Collections.nCopies(call.requests().size(), new Reply(null, failure)));
    }

    private static void deliver(BatchCall<Rider> call, List<QueuedRequest<Rider>> requests, List<Reply> replies) {
        int place = 0;
        for (QueuedRequest<Rider> request : requests) {
            while (call.requests().get(place) != request) {
                place++;
            }
            replies.get(place).giveTo(request.item().answer());
        }
    }

    private void drop(QueuedRequest<Rider> request, DropReason reason, Duration comeAgain) {
        metrics.dropped(reason);
        Inference inference = request.item().inference();
        String which = " (" + inference.destination().words() + ").";
        request.item().answer().completeExceptionally(switch (reason) {
            case EXPIRED -> new ServiceException(ErrorCode.DEADLINE_PASSED,
                    "The time for this request was over before the model server had answered" + which);
            case PREDICTED_MISS -> new ServiceException(ErrorCode.DEADLINE_PASSED,
                    "The time for this request would have been over before the model server had answered" + which);
            case CANCELLED -> inference.deadline().isExpired()
                    ? new ServiceException(ErrorCode.DEADLINE_PASSED,
                            "The time for this request was over before the model server had answered" + which)
                    : new ServiceException(ErrorCode.CALLER_CANCELLED, "The caller cancelled the request.");
            case QUEUE_FULL -> new ServiceException(ErrorCode.OVERLOADED,
                    "More requests wait for this fleet than may" + which).retryAfter(comeAgain);
            case OVERLOAD -> new ServiceException(ErrorCode.OVERLOADED,
                    "The request would wait for longer than is wanted" + which).retryAfter(comeAgain);
        });
    }

    private void cancel(BatchCall<Rider> call) {
        Runnable cancel = cancels.get(call);
        if (cancel != null) {
            cancel.run();
        }
    }

    private void wakeAt(long nanos) {
        if (nanos >= wakesAt) {
            return;
        }
        wakesAt = nanos;
        timers.schedule(() -> {
            wakesAt = Long.MAX_VALUE;
            on(new BatchEvent.Tick<>(), List.of());
        }, nanos - nanoTime.getAsLong(), TimeUnit.NANOSECONDS);
    }
}
