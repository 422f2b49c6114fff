package io.outrigger.orchestrator.infer;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.openinference.relay.CallFailure;
import io.outrigger.openinference.relay.ControlMethods;
import io.outrigger.openinference.relay.ModelQuery;
import io.outrigger.openinference.relay.RepositoryParameters;
import io.outrigger.openinference.relay.UnaryCall;
import io.outrigger.openinference.relay.WireHandler;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.orchestrator.backend.BackendFailures;
import io.outrigger.orchestrator.backend.Destination;
import io.outrigger.orchestrator.fleet.FleetLink;
import io.outrigger.orchestrator.fleet.Fleets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Passes the protocol's other calls to a fleet; of a request's body only the version is rewritten. */
public final class ControlRelay {

    private final Fleets fleets;
    private final Predicate<Destination> known;
    private final Duration standardTimeout;

    public ControlRelay(Fleets fleets, Predicate<Destination> known, Duration standardTimeout) {
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
            return message -> {
                RepositoryParameters.check(method, message);
                return call(method, message, Destination.of(ModelQuery.modelToLoad(message), "", RequestContext.current().routing()));
            };
        }
        return message -> call(method, message, Destination.of("", "", RequestContext.current().routing()));
    }

    private CompletableFuture<WireMessage> aboutAModel(MethodDescriptor<WireMessage, WireMessage> method, ModelQuery query) {
        Destination destination = Destination.of(query.name(), query.version(), RequestContext.current().routing());
        return call(method, new ModelQuery(query.name(), destination.versionOnTheWire()).toMessage(), destination);
    }

    private CompletableFuture<WireMessage> call(
            MethodDescriptor<WireMessage, WireMessage> method, WireMessage message, Destination destination) {
        Context caller = Context.current();
        FleetLink link = fleets.enter(destination.fleet());
        CallOptions options = CallOptions.DEFAULT.withDeadline(RequestTimeout.callersOr(caller.getDeadline(), standardTimeout));
        return UnaryCall.start(link.channel(), method, options, message)
                .whenComplete((answer, thrown) -> link.leave())
                .exceptionally(thrown -> {
                    throw BackendFailures.explain(CallFailure.of(thrown), destination, caller.isCancelled(), known.test(destination));
                });
    }
}
