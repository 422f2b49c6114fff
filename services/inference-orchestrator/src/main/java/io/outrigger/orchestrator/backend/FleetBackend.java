package io.outrigger.orchestrator.backend;

import io.grpc.CallOptions;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.openinference.wire.AliasingMarshaller;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.WireMarshaller;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.orchestrator.fleet.FleetLink;
import io.outrigger.orchestrator.fleet.Fleets;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.relay.hop.CallFailure;
import io.outrigger.relay.hop.UnaryCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Sends every inference to its fleet at once and alone. */
public final class FleetBackend implements Backend {

    /** Parsed on the way out, since version and timeout are written; as it comes on the way back. */
    private static final MethodDescriptor<ModelInferRequest, WireMessage> MODEL_INFER = InferMethods.modelInfer(
            AliasingMarshaller.of(ModelInferRequest.getDefaultInstance()), WireMarshaller.INSTANCE);

    private static final String TIMEOUT = "timeout";

    private final Fleets fleets;
    private final LatencyTable latencies;
    private final Predicate<Destination> known;
    private final LongSupplier nanoTime;

    /** @param known whether a destination's model exists, as far as anybody here can tell */
    public FleetBackend(Fleets fleets, LatencyTable latencies, Predicate<Destination> known, LongSupplier nanoTime) {
        this.fleets = fleets;
        this.latencies = latencies;
        this.known = known;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletableFuture<WireMessage> infer(Inference inference) {
        Destination destination = inference.destination();
        if (inference.deadline().isExpired()) {
            throw new ServiceException(ErrorCode.DEADLINE_PASSED,
                    "The time for this request was over before it could be sent (" + destination.words() + ").");
        }
        if (inference.caller().isCancelled()) {
            throw new ServiceException(ErrorCode.CALLER_CANCELLED, "The caller cancelled the request before it was sent.");
        }
        FleetLink link = fleets.enter(destination.fleet());
        long started = nanoTime.getAsLong();
        CompletableFuture<WireMessage> answer;
        try {
            answer = UnaryCall.start(link.channel(), MODEL_INFER, CallOptions.DEFAULT.withDeadline(inference.deadline()),
                    dispatched(inference.request(), destination, inference.deadline()));
        } catch (RuntimeException thrown) {
            link.leave();
            throw thrown;
        }
        return answer.thenApply(message -> AskedNames.inInference(message, destination)).whenComplete((message, thrown) -> {
            link.leave();
            RequestContext request = RequestContext.KEY.get(inference.caller());
            long nanos = nanoTime.getAsLong() - started;
            if (request != null) {
                request.phases().add(Phase.BACKEND, nanos);
            }
            if (thrown == null) {
                latencies.record(destination, message, nanos);
            }
        }).exceptionally(thrown -> {
            throw BackendFailures.explain(CallFailure.of(thrown), destination, inference.caller().isCancelled(), known.test(destination));
        });
    }

    /** The request as the model server gets it: its own name and number for the version, and the time it has in microseconds. */
    static ModelInferRequest dispatched(ModelInferRequest request, Destination destination, Deadline deadline) {
        long remaining = Math.max(1, Math.min(deadline.timeRemaining(TimeUnit.MICROSECONDS), callersTimeout(request)));
        return request.toBuilder()
                .setModelName(destination.modelOnTheWire())
                .setModelVersion(destination.versionOnTheWire())
                .putParameters(TIMEOUT, InferParameter.newBuilder().setInt64Param(remaining).build())
                .build();
    }

    /** The time that the caller itself gives the model server; 0 stands for no limit there. */
    private static long callersTimeout(ModelInferRequest request) {
        InferParameter timeout = request.getParametersOrDefault(TIMEOUT, InferParameter.getDefaultInstance());
        long micros = timeout.hasUint64Param() ? timeout.getUint64Param() : timeout.getInt64Param();
        return micros > 0 ? micros : Long.MAX_VALUE;
    }
}
