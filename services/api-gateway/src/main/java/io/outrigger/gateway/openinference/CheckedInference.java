package io.outrigger.gateway.openinference;

import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.gateway.inference.Intake;
import io.outrigger.gateway.inference.Target;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.InferRequests;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.relay.service.InferHandler;
import java.util.concurrent.CompletableFuture;

/** One gRPC inference, of a unary call or out of a stream: checked, then sent on in the bytes that came. */
public final class CheckedInference implements InferHandler {

    private final Intake intake;

    public CheckedInference(Intake intake) {
        this.intake = intake;
    }

    @Override
    public CompletableFuture<WireMessage> handle(ScannedRequest scanned) {
        ModelInferRequest request = parse(scanned);
        Target target = intake.resolveInference(request.getModelName(), request.getModelVersion());
        intake.check(request, target);
        return intake.forward(InferMethods.MODEL_INFER, scanned.message(), target);
    }

    private static ModelInferRequest parse(ScannedRequest scanned) {
        try (var _ = RequestContext.current().phases().start(Phase.VALIDATE)) {
            return InferRequests.parse(scanned);
        }
    }
}
