package io.outrigger.gateway.protocol;

import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.gateway.capture.CapturedAnswer;
import io.outrigger.gateway.capture.CapturedInput;
import io.outrigger.gateway.capture.Captures;
import io.outrigger.gateway.inference.Addressee;
import io.outrigger.gateway.inference.ModelGate;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.InferRequests;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.relay.service.InferHandler;
import java.util.concurrent.CompletableFuture;

/** One gRPC inference, of a unary call or out of a stream: checked, then sent on in the bytes that came. */
public final class CheckedInference implements InferHandler {

    private final ModelGate gate;
    private final Captures captures;

    public CheckedInference(ModelGate gate, Captures captures) {
        this.gate = gate;
        this.captures = captures;
    }

    @Override
    public CompletableFuture<WireMessage> handle(ScannedRequest scanned) {
        ModelInferRequest request = parse(scanned);
        Addressee addressee = gate.resolveInference(request.getModelName(), request.getModelVersion());
        gate.check(request, addressee);
        String correlationId = RequestContext.current().correlationId();
        return gate.infer(InferMethods.MODEL_INFER, scanned.message(), request, addressee).whenComplete((answer, failure) -> {
            if (failure == null) {
                captures.answered(addressee.meant(), correlationId, request.getId(),
                        new CapturedInput.Tensors(request), new CapturedAnswer.Wire(answer));
            }
        });
    }

    private static ModelInferRequest parse(ScannedRequest scanned) {
        try (var _ = RequestContext.current().phases().start(Phase.VALIDATE)) {
            return InferRequests.parse(scanned);
        }
    }
}
