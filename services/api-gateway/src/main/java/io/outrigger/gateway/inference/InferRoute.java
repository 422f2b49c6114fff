package io.outrigger.gateway.inference;

import io.grpc.Context;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.gateway.capture.CapturedAnswer;
import io.outrigger.gateway.capture.CapturedInput;
import io.outrigger.gateway.capture.Captures;
import io.outrigger.gateway.hop.HopLink;
import io.outrigger.intake.Intake;
import io.outrigger.intake.JsonLimits;
import io.outrigger.intake.answer.InferAnswer;
import io.outrigger.intake.body.InferBody;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** {@code POST /v1/infer}: a picture or tensors in, outputs and labels out. */
public final class InferRoute implements Consumer<HttpRouting.Builder> {

    private static final String PATH = "/v1/infer";

    private final ModelGate gate;
    private final Intake intake;
    private final JsonLimits limits;
    private final Captures captures;

    public InferRoute(ModelGate gate, Intake intake, JsonLimits limits, Captures captures) {
        this.gate = gate;
        this.intake = intake;
        this.limits = limits;
        this.captures = captures;
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.post(PATH, this::infer);
    }

    private void infer(ServerRequest http, ServerResponse response) {
        RequestContext request = RequestContext.current();
        request.inference();
        InferBody body = read(http, request);
        Addressee addressee = gate.resolveInference(body.model(), body.version());
        ModelInferRequest message = message(body, addressee, request);
        ModelInferResponse answer = HopLink.await(gate.infer(InferMethods.MODEL_INFER_PARSED, message, message, addressee));
        limits.checkOutputs(answer);
        String id = body.id().isEmpty() ? request.correlationId() : body.id();
        byte[] written = TimedAnswer.write(() -> InferAnswer.of(answer, addressee.meant(), limits.classesMax()), id, request.phases());
        try (var _ = request.phases().start(Phase.ENCODE)) {
            response.header(HeaderNames.CONTENT_TYPE, MediaType.JSON).send(written);
        }
        captures.answered(addressee.meant(), request.correlationId(), body.id(), body.image().<CapturedInput>map(CapturedInput.Picture::new)
                .orElseGet(() -> new CapturedInput.Tensors(message)), new CapturedAnswer.Message(answer));
    }

    private InferBody read(ServerRequest http, RequestContext request) {
        try (var _ = request.phases().start(Phase.VALIDATE)) {
            return InferBody.read(RequestBody.read(http, limits.bodyBytesMax()));
        }
    }

    private ModelInferRequest message(InferBody body, Addressee addressee, RequestContext request) {
        try (var _ = request.phases().start(Phase.VALIDATE)) {
            return intake.request(body, addressee.meant(), timeLeft());
        }
    }

    /** The caller's time; empty where it set none. */
    private static Optional<Duration> timeLeft() {
        return Optional.ofNullable(Context.current().getDeadline())
                .map(deadline -> Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    }
}
