package io.outrigger.gateway.protocol;

import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
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

    public CheckedInference(ModelGate gate) {
        this.gate = gate;
    }

    @Override
    public CompletableFuture<WireMessage> handle(ScannedRequest scanned) {
        ModelInferRequest request = parse(scanned);
        Addressee addressee = gate.resolveInference(request.getModelName(), request.getModelVersion());
        gate.check(request, addressee);
        return gate.infer(InferMethods.MODEL_INFER, scanned.message(), request, addressee);
    }

    private static ModelInferRequest parse(ScannedRequest scanned) {
        try (var _ = RequestContext.current().phases().start(Phase.VALIDATE)) {
            return InferRequests.parse(scanned);
        }
    }
}
