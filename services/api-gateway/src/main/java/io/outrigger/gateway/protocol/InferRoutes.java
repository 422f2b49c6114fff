package io.outrigger.gateway.protocol;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.gateway.capture.CapturedAnswer;
import io.outrigger.gateway.capture.CapturedInput;
import io.outrigger.gateway.capture.Captures;
import io.outrigger.gateway.hop.HopLink;
import io.outrigger.gateway.inference.Addressee;
import io.outrigger.gateway.inference.MediaType;
import io.outrigger.gateway.inference.ModelGate;
import io.outrigger.intake.JsonLimits;
import io.outrigger.openinference.json.AddressedModel;
import io.outrigger.openinference.json.BinaryOutputs;
import io.outrigger.openinference.json.InferRequestJson;
import io.outrigger.openinference.json.InferResponseJson;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.registry.VersionNumber;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Inference over {@code /v2}: JSON, or JSON with the tensors' bytes behind it. */
public final class InferRoutes implements Consumer<HttpRouting.Builder> {

    private static final HeaderName JSON_LENGTH = HeaderNames.create("Inference-Header-Content-Length");
    private static final List<String> PATHS = List.of("/v2/models/{model}/infer", "/v2/models/{model}/versions/{version}/infer");

    private final ModelGate gate;
    private final JsonLimits limits;
    private final Captures captures;

    public InferRoutes(ModelGate gate, JsonLimits limits, Captures captures) {
        this.gate = gate;
        this.limits = limits;
        this.captures = captures;
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        for (String path : PATHS) {
            routing.post(path, this::infer);
        }
    }

    private void infer(ServerRequest http, ServerResponse response) {
        RequestContext.current().inference();
        OptionalInt jsonBytes = jsonBytes(http);
        Addressee addressee = gate.resolveInference(PathNames.model(http), PathNames.version(http));
        InferRequestJson body = read(http, jsonBytes, addressee);
        gate.check(body.request(), addressee);
        ModelInferResponse answer = HopLink.await(gate.infer(InferMethods.MODEL_INFER_PARSED, body.request(), body.request(), addressee));
        send(response, answer, body.request(), body.binaryOutputs());
        captures.answered(addressee.meant(), RequestContext.current().correlationId(), body.request().getId(),
                new CapturedInput.Tensors(body.request()), new CapturedAnswer.Message(answer));
    }

    private InferRequestJson read(ServerRequest http, OptionalInt jsonBytes, Addressee addressee) {
        try (var _ = RequestContext.current().phases().start(Phase.VALIDATE)) {
            byte[] bytes = jsonBytes.isPresent() ? RequestBody.read(http) : RequestBody.read(http, limits.bodyBytesMax());
            return InferRequestJson.read(bytes, jsonBytes, new AddressedModel(
                    addressee.model().name(), addressee.versionOnTheWire(), said -> isMeant(said, http, addressee)));
        }
    }

    /** A body may name the version by number or alias, or as the address does; where a fleet is to choose, it must not name one. */
    private static boolean isMeant(String said, ServerRequest http, Addressee addressee) {
        return said.equals(PathNames.version(http))
                || addressee.pinned() && named(said, addressee).equals(OptionalLong.of(addressee.version().number()));
    }

    /** The version that a number or an alias names; empty for a name that is neither. */
    private static OptionalLong named(String version, Addressee addressee) {
        return VersionNumber.looksLike(version) ? OptionalLong.of(VersionNumber.parse(version))
                : addressee.model().alias(version).map(alias -> OptionalLong.of(alias.version())).orElse(OptionalLong.empty());
    }

    private void send(ServerResponse response, ModelInferResponse answer, ModelInferRequest request, BinaryOutputs binary) {
        boolean wantsBinary = binary.byDefault() || binary.byName().containsValue(true);
        if (!wantsBinary) {
            limits.checkOutputs(answer);
        }
        ModelInferResponse named = answer.getId().isEmpty() && !request.getId().isEmpty()
                ? answer.toBuilder().setId(request.getId()).build() : answer;
        try (var _ = RequestContext.current().phases().start(Phase.ENCODE)) {
            InferResponseJson written = InferResponseJson.write(named, binary);
            written.jsonBytes().ifPresent(length -> response.header(JSON_LENGTH, Integer.toString(length)));
            response.header(HeaderNames.CONTENT_TYPE, written.jsonBytes().isPresent() ? MediaType.BINARY : MediaType.JSON)
                    .send(written.body());
        }
    }

    private OptionalInt jsonBytes(ServerRequest http) {
        String length = http.headers().value(JSON_LENGTH).orElse(null);
        if (length == null) {
            return OptionalInt.empty();
        }
        if (!length.matches("[0-9]{1,9}") || Integer.parseInt(length) > limits.bodyBytesMax()) {
            throw new ServiceException(ErrorCode.INVALID_HEADER, "Inference-Header-Content-Length must be a whole number of bytes up to "
                    + limits.bodyBytesMax() + ", found " + Quote.of(length) + ".");
        }
        return OptionalInt.of(Integer.parseInt(length));
    }
}
