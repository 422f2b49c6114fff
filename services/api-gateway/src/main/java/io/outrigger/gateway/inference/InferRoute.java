package io.outrigger.gateway.inference;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.server.MethodNotAllowed;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.gateway.access.Right;
import io.outrigger.gateway.picture.Pictures;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import java.util.function.Consumer;

/** {@code POST /v1/infer}: a picture or tensors in, outputs and labels out. */
public final class InferRoute implements Consumer<HttpRouting.Builder> {

    private static final String PATH = "/v1/infer";

    private final Intake intake;
    private final Pictures pictures;
    private final JsonLimits limits;

    public InferRoute(Intake intake, Pictures pictures, JsonLimits limits) {
        this.intake = intake;
        this.pictures = pictures;
        this.limits = limits;
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.post(PATH, this::infer);
        MethodNotAllowed.elsewhere(routing, PATH, "POST");
    }

    private void infer(ServerRequest http, ServerResponse response) {
        Right.INFER.demand();
        RequestContext request = RequestContext.current();
        request.inference();
        InferBody body = read(http, request);
        Target target = intake.resolveInference(body.model(), body.version());
        ModelInferRequest message = message(body, target, request);
        intake.check(message, target);
        ModelInferResponse answer = RouterLink.await(intake.forward(InferMethods.MODEL_INFER_PARSED, message, target));
        limits.checkOutputs(answer);
        String id = body.id().isEmpty() ? request.correlationId() : body.id();
        response.header(HeaderNames.CONTENT_TYPE, MediaType.JSON)
                .send(InferAnswer.write(answer, id, target, limits.classesMax(), request.phases()));
    }

    private InferBody read(ServerRequest http, RequestContext request) {
        try (var _ = request.phases().start(Phase.VALIDATE)) {
            return InferBody.read(RequestBody.read(http, limits.bodyBytesMax()));
        }
    }

    private ModelInferRequest message(InferBody body, Target target, RequestContext request) {
        ModelInferRequest.Builder message = body.tensors()
                .setModelName(target.model().name())
                .setModelVersion(target.versionOnTheWire())
                .setId(body.id());
        try (var _ = request.phases().start(Phase.VALIDATE)) {
            body.image().ifPresent(image -> pictures.addInput(message, image, target.model().name(), target.version()));
        }
        return message.build();
    }
}
