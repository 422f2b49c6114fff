package io.outrigger.orchestrator.backend;

import io.grpc.CallOptions;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.InferResponses;
import io.outrigger.openinference.wire.Splice;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.orchestrator.fleet.FleetLinks;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.registry.VersionNumber;
import io.outrigger.relay.hop.CallFailure;
import io.outrigger.relay.hop.UnaryCall;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Sends every inference to its fleet at once and alone. */
final class FleetBackend implements Backend {

    private final FleetLinks fleets;
    private final LatencyTable latencies;
    private final Predicate<Destination> known;
    private final LongSupplier nanoTime;

    /** @param known whether a destination's model exists, as far as anybody here can tell */
    FleetBackend(FleetLinks fleets, LatencyTable latencies, Predicate<Destination> known, LongSupplier nanoTime) {
        this.fleets = fleets;
        this.latencies = latencies;
        this.known = known;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletableFuture<Answer> infer(Inference inference) {
        Destination destination = inference.destination();
        if (inference.deadline().isExpired()) {
            throw new ServiceException(ErrorCode.DEADLINE_PASSED,
                    "The time for this request was over before it could be sent (" + destination.words() + ").");
        }
        if (inference.caller().isCancelled()) {
            throw new ServiceException(ErrorCode.CALLER_CANCELLED, "The caller cancelled the request before it was sent.");
        }
        long started = nanoTime.getAsLong();
        CompletableFuture<WireMessage> answer = fleets.call(destination.fleet(), channel -> UnaryCall.start(
                channel, InferMethods.MODEL_INFER, CallOptions.DEFAULT.withDeadline(inference.deadline()), dispatched(inference)));
        return answer.thenApply(message -> answered(message, destination)).whenComplete((answered, thrown) -> {
            RequestContext request = RequestContext.KEY.get(inference.caller());
            long nanos = nanoTime.getAsLong() - started;
            if (request != null) {
                request.phases().add(Phase.BACKEND, nanos);
            }
            if (thrown == null) {
                latencies.record(destination, answered.version(), nanos);
            }
        }).exceptionally(thrown -> {
            throw BackendFailures.explain(CallFailure.of(thrown), destination, inference.caller().isCancelled(), known.test(destination));
        });
    }

    /** A model server's answer in the names that the caller used. */
    static Answer answered(WireMessage message, Destination destination) {
        WireMessage named = AskedNames.inInference(message, destination);
        return new Answer(named, destination.version().isPresent()
                ? destination.versionText() : VersionNumber.answered(InferResponses.scan(named).modelVersion()));
    }

    /** The request as the model server gets it: its own name and number for the version, and the time it has in microseconds. */
    static WireMessage dispatched(Inference inference) {
        long remaining = Math.min(inference.deadline().timeRemaining(TimeUnit.MICROSECONDS), callersTimeout(inference.parameters()));
        Destination destination = inference.destination();
        return Splice.request(inference.request(), destination.modelOnTheWire(), destination.versionOnTheWire(), Math.max(1, remaining));
    }

    /** The time that the caller itself gives the model server; 0 stands for no limit there. */
    static long callersTimeout(Map<String, InferParameter> parameters) {
        InferParameter timeout = parameters.getOrDefault(Splice.TIMEOUT, InferParameter.getDefaultInstance());
        long micros = timeout.hasUint64Param() ? timeout.getUint64Param() : timeout.getInt64Param();
        return micros > 0 ? micros : Long.MAX_VALUE;
    }
}
