package io.outrigger.orchestrator.infer;

import io.grpc.Context;
import io.grpc.Deadline;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.headers.Tenant;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.openinference.tensor.ParameterCheck;
import io.outrigger.openinference.wire.RequestHead;
import io.outrigger.openinference.wire.RequestParameters;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.orchestrator.backend.Answer;
import io.outrigger.orchestrator.backend.Backend;
import io.outrigger.orchestrator.backend.Destination;
import io.outrigger.orchestrator.backend.Inference;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.relay.service.Elsewhere;
import io.outrigger.relay.service.InferHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** One inference, of a unary call or out of a stream: checked, given a deadline, handed to the backend. */
public final class InferenceHandler implements InferHandler {

    private static final int CALLER_CHARACTERS_MAX = 64;

    private final Backend backend;
    private final Predicate<String> fleetKnown;
    private final KnownModels known;
    private final Duration standardTimeout;

    /** @param fleetKnown whether a fleet can be called without waiting for news of it */
    public InferenceHandler(Backend backend, Predicate<String> fleetKnown, KnownModels known, Duration standardTimeout) {
        this.backend = backend;
        this.fleetKnown = fleetKnown;
        this.known = known;
        this.standardTimeout = standardTimeout;
    }

    @Override
    public CompletableFuture<WireMessage> handle(ScannedRequest request) {
        RequestContext record = RequestContext.current();
        RequestHead head = request.head();
        if (head.modelName().isEmpty()) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "The request has no model_name.");
        }
        ModelInferRequest parameters = RequestParameters.of(request);
        ParameterCheck.all(parameters);
        Destination destination = known.located(Destination.of(head.modelName(), head.modelVersion(), record.routing()));
        if (known.mayBeLabel(destination)) {
            record.inference(destination.model(), destination.versionText());
        }
        Deadline deadline = RequestTimeout.callersOr(Context.current().getDeadline(), standardTimeout);
        Inference inference = new Inference(request, parameters.getParametersMap(), destination, deadline, Context.current(),
                Priority.ofHeader(record.routing().priority()), Tenant.ofHeader(record.routing().tenant()),
                callerId(record.routing().caller()));
        return infer(inference).thenApply(answer -> {
            record.inference(destination.model(), answer.version());
            return answer.message();
        });
    }

    /** A fleet that is not known may be new, and the registry is asked for it. */
    private CompletableFuture<Answer> infer(Inference inference) {
        return fleetKnown.test(inference.destination().fleet()) ? backend.infer(inference)
                : Elsewhere.handle(() -> backend.infer(inference));
    }

    /** What tells callers apart; one that is too long to be the gateway's says nothing. */
    private static String callerId(String header) {
        return header.length() <= CALLER_CHARACTERS_MAX ? header : "";
    }
}
