package io.outrigger.router.forward;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.InferResponses;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.registry.VersionNumber;
import io.outrigger.relay.hop.CallFailure;
import io.outrigger.relay.hop.HopFailures;
import io.outrigger.relay.hop.UnaryCall;
import io.outrigger.relay.service.Elsewhere;
import io.outrigger.relay.service.InferHandler;
import io.outrigger.router.fleet.Target;
import io.outrigger.router.route.RequestedModel;
import io.outrigger.router.route.Route;
import io.outrigger.router.route.Router;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** One inference, of a unary call or out of a stream: routed and passed on, and what became of it told to its target. */
public final class InferenceForward implements InferHandler {

    private final Router router;
    private final Channel orchestrator;
    private final Duration standardTimeout;
    private final LongSupplier nanoTime;

    public InferenceForward(Router router, Channel orchestrator, Duration standardTimeout, LongSupplier nanoTime) {
        this.router = router;
        this.orchestrator = orchestrator;
        this.standardTimeout = standardTimeout;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletableFuture<WireMessage> handle(ScannedRequest request) {
        RequestContext record = RequestContext.current();
        RequestedModel requested = RequestedModel.of(request.head().modelName(), request.head().modelVersion(), record.routing());
        return timed(record, () -> router.toInferAtOnce(requested)).map(route -> forward(request, route, record))
                .orElseGet(() -> Elsewhere.handle(() -> forward(request, timed(record, () -> router.toInfer(requested)), record)));
    }

    private CompletableFuture<WireMessage> forward(ScannedRequest request, Route route, RequestContext record) {
        record.inference(route.model(), route.version().text());
        Context caller = Context.current();
        Duration standard = route.version().signature().defaultTimeout().orElse(standardTimeout);
        CallOptions options = CallOptions.DEFAULT
                .withOption(RoutingHeaders.CALL_OPTION, route.headers(record.routing()))
                .withDeadline(RequestTimeout.callersOr(caller.getDeadline(), standard));
        Target target = route.target();
        target.begun();
        long started = nanoTime.getAsLong();
        return UnaryCall.start(orchestrator, InferMethods.MODEL_INFER, options, request.message()).handle((answer, thrown) -> {
            if (thrown != null) {
                throw failed(route, CallFailure.of(thrown), caller.isCancelled());
            }
            target.answered(nanoTime.getAsLong() - started);
            if (!route.pinned()) {
                record.inference(route.model(), answeredVersion(answer));
            }
            return answer;
        });
    }

    private <T> T timed(RequestContext record, Supplier<T> routing) {
        long started = nanoTime.getAsLong();
        try {
            return routing.get();
        } finally {
            record.phases().add(Phase.ROUTE, nanoTime.getAsLong() - started);
        }
    }

    private static ServiceException failed(Route route, CallFailure failure, boolean cancelled) {
        ServiceException explained = HopFailures.explain(failure, ControlForward.ORCHESTRATOR, cancelled);
        // Behind a mesh one server of several may have another artifact; a probe tells whether the version asked for has.
        boolean ofSomeServer = !route.pinned() && explained.code() == ErrorCode.ARTIFACT_MISMATCH;
        if (failure.answeredByServer() && !ofSomeServer) {
            route.target().failed(explained);
        } else {
            route.target().abandoned();
        }
        return explained;
    }

    /** The version that the mesh's split led to, for the label; empty where the server does not say. */
    private static String answeredVersion(WireMessage answer) {
        return VersionNumber.answered(InferResponses.scan(answer).modelVersion());
    }
}
