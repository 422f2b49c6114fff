package io.outrigger.orchestrator.backend;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.openinference.rows.RowRequest;
import io.outrigger.openinference.rows.SharedRows;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.orchestrator.fleet.FleetLinks;
import io.outrigger.relay.hop.CallFailure;
import io.outrigger.relay.hop.OwnCalls;
import io.outrigger.relay.hop.OwnCalls.Work;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** One call of a fleet for the rows of several inferences, and its answer given back to each. Stateless; safe for several threads. */
final class SharedCalls {

    private final FleetLinks fleets;
    private final LatencyTable latencies;
    private final Predicate<Destination> known;
    private final OwnCalls calls;
    private final LongSupplier nanoTime;

    SharedCalls(FleetLinks fleets, LatencyTable latencies, Predicate<Destination> known, OwnCalls calls, LongSupplier nanoTime) {
        this.fleets = fleets;
        this.latencies = latencies;
        this.known = known;
        this.calls = calls;
        this.nanoTime = nanoTime;
    }

    /** Says that an answer was not one to the rows that were sent. */
    static final class MisfitException extends RuntimeException {

        private MisfitException(ServiceException cause) {
            super(cause.getMessage(), cause, false, false);
        }
    }

    /**
     * The call, under way; whoever cancels the future cancels it.
     *
     * @param riders of one lane, the one with the latest deadline last
     * @return the riders' answers in their order, a ServiceException, or a {@link MisfitException} with one
     */
    CompletableFuture<List<Answer>> start(List<Rider> riders, LaneKind lane, Priority priority) {
        Inference last = riders.getLast().inference();
        Destination destination = last.destination();
        List<RowRequest> rows = riders.stream().map(Rider::rows).toList();
        WireMessage request = SharedRows.gather(rows, destination.modelOnTheWire(), destination.versionOnTheWire(),
                Math.max(1, last.deadline().timeRemaining(TimeUnit.MICROSECONDS)));
        List<RequestContext> contexts = riders.stream().map(Rider::context).toList();
        Function<CallFailure, ServiceException> explained =
                failure -> BackendFailures.explain(failure, destination, false, known.test(destination));
        var work = new Work(contexts, rows.stream().mapToInt(RowRequest::rows).sum(), failure -> explained.apply(failure).code());
        long started = nanoTime.getAsLong();
        CompletableFuture<WireMessage> call = fleets.call(destination.fleet(), channel -> calls.start(
                channel, InferMethods.MODEL_INFER, last.deadline(), lane.headers(priority), work, request));
        CompletableFuture<List<Answer>> answers = call.whenComplete((answer, thrown) -> {
            long nanos = nanoTime.getAsLong() - started;
            contexts.forEach(context -> context.phases().add(Phase.BACKEND, nanos));
        }).handle((answer, thrown) -> {
            if (thrown != null) {
                throw explained.apply(CallFailure.of(thrown));
            }
            List<Answer> all = answers(answer, rows, destination);
            latencies.record(destination, all.getFirst().version(), nanoTime.getAsLong() - started);
            return all;
        });
        answers.whenComplete((any, thrown) -> {
            if (answers.isCancelled()) {
                call.cancel(true);
            }
        });
        return answers;
    }

    private static List<Answer> answers(WireMessage answer, List<RowRequest> rows, Destination destination) {
        try {
            return SharedRows.scatter(answer, rows).stream().map(own -> FleetBackend.answered(own, destination)).toList();
        } catch (ServiceException misfit) {
            throw new MisfitException(misfit);
        }
    }

    /** Whether a failure may be the fault of one of the requests that shared a call. */
    static boolean mayBeContent(ErrorCode code) {
        return code == ErrorCode.MODEL_REJECTED_INPUT || code == ErrorCode.BACKEND_FAILED || code == ErrorCode.PAYLOAD_TOO_LARGE;
    }
}
