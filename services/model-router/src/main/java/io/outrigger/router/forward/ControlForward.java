package io.outrigger.router.forward;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.openinference.control.ControlMethods;
import io.outrigger.openinference.control.ModelQuery;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelReadyResponse;
import io.outrigger.registry.Fleet;
import io.outrigger.relay.hop.CallFailure;
import io.outrigger.relay.hop.HopFailures;
import io.outrigger.relay.hop.UnaryCall;
import io.outrigger.relay.service.WireHandler;
import io.outrigger.router.route.RequestedModel;
import io.outrigger.router.route.Router;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The protocol's other calls: those about a model go where its inferences go, those about a repository to the fleet that the
 * caller names, or that of the model.
 */
public final class ControlForward {

    static final String ORCHESTRATOR = "inference-orchestrator";

    /** What the protocol wants answered with "not ready" and no error. */
    private static final Set<ErrorCode> DOES_NOT_EXIST =
            Set.of(ErrorCode.MODEL_NOT_FOUND, ErrorCode.VERSION_NOT_FOUND, ErrorCode.ALIAS_NOT_FOUND);

    private final Router router;
    private final Channel orchestrator;
    private final Duration standardTimeout;
    private final WireMessage notReady = WireMessage.of(ModelReadyResponse.getDefaultInstance());

    public ControlForward(Router router, Channel orchestrator, Duration standardTimeout) {
        this.router = router;
        this.orchestrator = orchestrator;
        this.standardTimeout = standardTimeout;
    }

    /** The handler of one method. */
    public WireHandler of(MethodDescriptor<WireMessage, WireMessage> method) {
        if (method == ControlMethods.MODEL_READY) {
            return this::modelReady;
        }
        if (ControlMethods.ABOUT_A_MODEL.contains(method)) {
            return message -> aboutAModel(method, message);
        }
        if (ControlMethods.LOADING.contains(method)) {
            return message -> {
                String model = ModelQuery.modelToLoad(message);
                return call(method, message, toRepository(router.fleetOf(model)).withModel(model));
            };
        }
        return message -> call(method, message, toRepository(Fleet.DEFAULT));
    }

    private CompletableFuture<WireMessage> modelReady(WireMessage message) {
        try {
            return aboutAModel(ControlMethods.MODEL_READY, message);
        } catch (ServiceException failure) {
            if (DOES_NOT_EXIST.contains(failure.code())) {
                return CompletableFuture.completedFuture(notReady);
            }
            throw failure;
        }
    }

    private CompletableFuture<WireMessage> aboutAModel(MethodDescriptor<WireMessage, WireMessage> method, WireMessage message) {
        RoutingHeaders inbound = RequestContext.current().routing();
        ModelQuery query = ModelQuery.of(message);
        if (query.name().isEmpty() && query.version().isEmpty()) {
            return call(method, message, toRepository(Fleet.DEFAULT));
        }
        return call(method, message, router.toAsk(RequestedModel.of(query.name(), query.version(), inbound)).headers(inbound));
    }

    /** Headers of a call about a whole repository: the fleet that the caller names, or this one. */
    private static RoutingHeaders toRepository(String otherwise) {
        RoutingHeaders inbound = RequestContext.current().routing();
        return inbound.withModel("").withVersion("").withServedAs("").withFleet(inbound.fleet().isEmpty() ? otherwise : inbound.fleet());
    }

    private CompletableFuture<WireMessage> call(
            MethodDescriptor<WireMessage, WireMessage> method, WireMessage message, RoutingHeaders headers) {
        Context caller = Context.current();
        CallOptions options = CallOptions.DEFAULT
                .withOption(RoutingHeaders.CALL_OPTION, headers)
                .withDeadline(RequestTimeout.callersOr(caller.getDeadline(), standardTimeout));
        return UnaryCall.start(orchestrator, method, options, message).exceptionally(thrown -> {
            throw HopFailures.explain(CallFailure.of(thrown), ORCHESTRATOR, caller.isCancelled());
        });
    }
}
