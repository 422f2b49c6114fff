package io.outrigger.orchestrator.infer;

import io.grpc.Context;
import io.grpc.Deadline;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.openinference.tensor.ParameterCheck;
import io.outrigger.openinference.wire.InferRequests;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.orchestrator.backend.Backend;
import io.outrigger.orchestrator.backend.Destination;
import io.outrigger.orchestrator.backend.Inference;
import io.outrigger.orchestrator.backend.LatencyTable;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.relay.service.WireHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One inference, of a unary call or out of a stream: read, given a deadline, handed to the backend. */
public final class InferenceHandler implements WireHandler {

    private final Backend backend;
    private final KnownModels known;
    private final Duration standardTimeout;

    public InferenceHandler(Backend backend, KnownModels known, Duration standardTimeout) {
        this.backend = backend;
        this.known = known;
        this.standardTimeout = standardTimeout;
    }

    @Override
    public CompletableFuture<WireMessage> handle(WireMessage message) {
        RequestContext record = RequestContext.current();
        record.inference();
        ModelInferRequest request = InferRequests.parse(message);
        if (request.getModelName().isEmpty()) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "The request has no model_name.");
        }
        ParameterCheck.all(request);
        Destination destination = known.located(
                Destination.of(request.getModelName(), request.getModelVersion(), record.routing()));
        if (known.mayBeLabel(destination)) {
            record.inference(destination.model(), destination.versionText());
        }
        Deadline deadline = RequestTimeout.callersOr(Context.current().getDeadline(), standardTimeout);
        return backend.infer(new Inference(request, destination, deadline, Context.current())).thenApply(answer -> {
            record.inference(destination.model(), LatencyTable.answeredVersion(destination, answer));
            return answer;
        });
    }
}
