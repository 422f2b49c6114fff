package io.outrigger.orchestrator.infer;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.openinference.control.ControlMethods;
import io.outrigger.openinference.control.ModelQuery;
import io.outrigger.openinference.control.RepositoryParameters;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.orchestrator.backend.AskedNames;
import io.outrigger.orchestrator.backend.BackendFailures;
import io.outrigger.orchestrator.backend.Destination;
import io.outrigger.orchestrator.backend.LoadFailures;
import io.outrigger.orchestrator.fleet.FleetLinks;
import io.outrigger.relay.hop.CallFailure;
import io.outrigger.relay.hop.UnaryCall;
import io.outrigger.relay.service.WireHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** Passes the protocol's other calls to a fleet; of a request's body only the names are rewritten, and back in the answer. */
public final class ControlRelay {

    private final FleetLinks fleets;
    private final KnownModels known;
    private final Duration standardTimeout;

    public ControlRelay(FleetLinks fleets, KnownModels known, Duration standardTimeout) {
        this.fleets = fleets;
        this.known = known;
        this.standardTimeout = standardTimeout;
    }

    /** The handler of one method. */
    public WireHandler of(MethodDescriptor<WireMessage, WireMessage> method) {
        if (ControlMethods.ABOUT_A_MODEL.contains(method)) {
            return message -> aboutAModel(method, ModelQuery.of(message));
        }
        if (ControlMethods.LOADING.contains(method)) {
            return message -> loading(method, message);
        }
        return message -> call(method, message, Destination.of("", "", RequestContext.current().routing()));
    }

    /** A load or unload, of a folder by the name that it has on the server. */
    private CompletableFuture<WireMessage> loading(MethodDescriptor<WireMessage, WireMessage> method, WireMessage message) {
        RepositoryParameters.check(method, message);
        Destination destination = Destination.of(ModelQuery.modelToLoad(message), "", RequestContext.current().routing());
        return call(method, message, destination, (failure, cancelled) -> LoadFailures.explain(failure, destination, cancelled));
    }

    private CompletableFuture<WireMessage> aboutAModel(MethodDescriptor<WireMessage, WireMessage> method, ModelQuery query) {
        Destination destination = known.located(Destination.of(query.name(), query.version(), RequestContext.current().routing()));
        return call(method, new ModelQuery(destination.modelOnTheWire(), destination.versionOnTheWire()).toMessage(), destination)
                .thenApply(answer -> AskedNames.inAnswerTo(String.valueOf(method.getBareMethodName()), answer, destination));
    }

    private CompletableFuture<WireMessage> call(
            MethodDescriptor<WireMessage, WireMessage> method, WireMessage message, Destination destination) {
        return call(method, message, destination, (failure, cancelled) ->
                BackendFailures.explain(failure, destination, cancelled, known.test(destination)));
    }

    private CompletableFuture<WireMessage> call(MethodDescriptor<WireMessage, WireMessage> method, WireMessage message,
            Destination destination, BiFunction<CallFailure, Boolean, ServiceException> explanation) {
        Context caller = Context.current();
        CallOptions options = CallOptions.DEFAULT.withDeadline(RequestTimeout.callersOr(caller.getDeadline(), standardTimeout));
        return fleets.call(destination.fleet(), channel -> UnaryCall.start(channel, method, options, message))
                .exceptionally(thrown -> {
                    throw explanation.apply(CallFailure.of(thrown), caller.isCancelled());
                });
    }
}
