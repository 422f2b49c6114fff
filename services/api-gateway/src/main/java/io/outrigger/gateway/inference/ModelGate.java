package io.outrigger.gateway.inference;

import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.headers.Tenant;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.gateway.access.Caller;
import io.outrigger.gateway.hop.HopLink;
import io.outrigger.gateway.limits.Quota;
import io.outrigger.openinference.tensor.SignatureCheck;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.registry.Resolution;
import io.outrigger.registryview.RegistryView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * What every request about a model passes through: permission, the one resolution of its version, the check, the way on.
 *
 * <p>The version is decided here once and pinned for every hop behind, so the signature that was checked is the signature that
 * is served; only a request that named none, to a fleet that the mesh splits, stays open. Which versions such a fleet holds is
 * the registry's care: it refuses two signatures in one.
 */
public final class ModelGate {

    private final RegistryView registry;
    private final HopLink router;
    private final Duration standardTimeout;
    private final ExpectedWaits waits;

    public ModelGate(RegistryView registry, HopLink router, Duration standardTimeout, LongSupplier nanoTime) {
        this.registry = registry;
        this.router = router;
        this.standardTimeout = standardTimeout;
        this.waits = new ExpectedWaits(nanoTime);
    }

    /**
     * Finds the version that is meant.
     *
     * @param version a version, an alias, or empty for the model's default alias
     */
    public Addressee resolve(String model, String version) {
        if (model.isEmpty()) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "The request names no model; the name of a registered one is expected.");
        }
        Caller caller = Caller.current();
        caller.principal().requireModel(model);
        try (var _ = RequestContext.current().phases().start(Phase.ROUTE)) {
            Resolution resolution = registry.resolve(model, version);
            String pin = resolution.pinned() ? resolution.version().text() : "";
            return new Addressee(resolution, headers(caller, model).withVersion(pin));
        }
    }

    /** Every version, among the models that the caller may use, which the servers know under this model's name. */
    public List<Addressee> servedUnder(String nameOnServer) {
        Caller caller = Caller.current();
        return registry.snapshot().models().values().stream()
                .filter(model -> maySee(caller, model.name()))
                .flatMap(model -> model.versions().values().stream()
                        .filter(version -> version.onServer(model.name()).model().equals(nameOnServer))
                        .map(version -> new Addressee(
                                new Resolution(model, version, true), headers(caller, model.name()).withVersion(version.text()))))
                .toList();
    }

    private static boolean maySee(Caller caller, String model) {
        try {
            caller.principal().requireModel(model);
            return true;
        } catch (ServiceException forbidden) {
            return false;
        }
    }

    /** Finds the version that an inference means, and counts the request under its name. */
    public Addressee resolveInference(String model, String version) {
        RequestContext.current().inference();
        Addressee addressee = resolve(model, version);
        RequestContext.current().inference(addressee.model().name(), addressee.version().text());
        return addressee;
    }

    /** Returns when the request fits the version's signature. */
    public void check(ModelInferRequest request, Addressee addressee) {
        try (var _ = RequestContext.current().phases().start(Phase.VALIDATE)) {
            SignatureCheck.check(request, addressee.version().signature());
        }
    }

    /**
     * Sends an inference on that has been checked: where it is within what its caller is granted, and where it would be answered in
     * time.
     *
     * @param message what goes on the wire
     * @param request what is in it
     */
    public <Q, A> CompletableFuture<A> infer(MethodDescriptor<Q, A> method, Q message, ModelInferRequest request, Addressee addressee) {
        Quota.inference(addressee.model().name(), rows(request, addressee));
        RequestContext context = RequestContext.current();
        waits.refuseIfTooLate(addressee, RequestTimeout.callersOr(Context.current().getDeadline(), timeout(addressee)));
        return forward(method, message, addressee).whenComplete((answer, thrown) -> {
            if (thrown == null || context.expectedWaitMs() > 0) { // who has not answered has not said that nothing waits
                waits.told(addressee, context.expectedWaitMs());
            }
        });
    }

    private static long rows(ModelInferRequest request, Addressee addressee) {
        return addressee.version().signature().isBatched() && request.getInputsCount() > 0 && request.getInputs(0).getShapeCount() > 0
                ? request.getInputs(0).getShape(0) : 1;
    }

    /** Sends a request about a registered model on. */
    public <Q, A> CompletableFuture<A> forward(MethodDescriptor<Q, A> method, Q message, Addressee addressee) {
        return router.call(method, message, addressee.headers(), timeout(addressee));
    }

    /** The time of a request whose caller has not said it. */
    private Duration timeout(Addressee addressee) {
        return addressee.version().signature().defaultTimeout().orElse(standardTimeout);
    }

    /** Sends on what is not about one registered version: the model's name may be empty or known to a model server only. */
    public <Q, A> CompletableFuture<A> forward(MethodDescriptor<Q, A> method, Q message, String model) {
        Caller caller = Caller.current();
        caller.principal().requireModel(model);
        return router.call(method, message, headers(caller, model), standardTimeout);
    }

    private static RoutingHeaders headers(Caller caller, String model) {
        String bucket = model.isEmpty() ? "" : Integer.toString(Bucket.of(model, caller.stickyKey()));
        return new RoutingHeaders(model, "", "", bucket, Tenant.toHeader(caller.principal().tenant()), Priority.LIVE.header())
                .withCaller(caller.hash());
    }
}
