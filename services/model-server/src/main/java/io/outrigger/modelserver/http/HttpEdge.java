package io.outrigger.modelserver.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.MethodNotAllowed;
import io.outrigger.chassis.server.ReadRoute;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.modelserver.protocol.InferMessages;
import io.outrigger.modelserver.protocol.Inferences;
import io.outrigger.modelserver.protocol.ServerMessages;
import io.outrigger.modelserver.repository.ModelRepository;
import io.outrigger.openinference.control.RepositoryParameters;
import io.outrigger.openinference.control.UnservedExtension;
import io.outrigger.openinference.json.AddressedModel;
import io.outrigger.openinference.json.InferRequestJson;
import io.outrigger.openinference.json.InferResponseJson;
import io.outrigger.openinference.json.MessageJson;
import io.outrigger.openinference.json.RepositoryJson;
import io.outrigger.proto.inference.ModelInferRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Routes under {@code /v2}; handlers run on virtual threads, which wait for their answers. */
public final class HttpEdge implements Consumer<HttpRouting.Builder> {

    private static final HeaderName JSON_LENGTH = HeaderNames.create("Inference-Header-Content-Length");
    private static final List<String> MODEL_PATHS = List.of("/v2/models/{model}", "/v2/models/{model}/versions/{version}");

    private final ModelRepository models;
    private final Inferences inferences;
    private final ServerMessages messages;

    public HttpEdge(ModelRepository models, Inferences inferences, ServerMessages messages) {
        this.models = models;
        this.inferences = inferences;
        this.messages = messages;
    }

    private record Live(boolean live) {
    }

    private record Ready(boolean ready) {
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get("/v2", (request, response) -> send(response, MessageJson.write(messages.server())))
                .get("/v2/models/stats", (request, response) -> send(response, MessageJson.write(messages.statistics("", ""))))
                .post("/v2/repository/index", this::index)
                .post("/v2/repository/models/{model}/load", this::load)
                .post("/v2/repository/models/{model}/unload", this::unload);
        // Triton sends no body here; the protocol has one, and KServe's client reads it.
        ReadRoute.at(routing, "/v2/health/live", (request, response) -> JsonAnswer.send(response, Status.OK_200, new Live(true)));
        ReadRoute.at(routing, "/v2/health/ready", this::serverReady);
        MethodNotAllowed.elsewhere(routing, "/v2", "GET");
        MethodNotAllowed.elsewhere(routing, "/v2/models/stats", "GET");
        MethodNotAllowed.elsewhere(routing, "/v2/repository/index", "POST");
        MethodNotAllowed.elsewhere(routing, "/v2/repository/models/{model}/load", "POST");
        MethodNotAllowed.elsewhere(routing, "/v2/repository/models/{model}/unload", "POST");
        for (UnservedExtension extension : UnservedExtension.values()) {
            extension.paths().forEach(path -> routing.any(path, (request, response) -> {
                throw extension.refusal();
            }));
        }
        for (String path : MODEL_PATHS) {
            routing.get(path, (request, response) -> send(response, MessageJson.write(messages.metadata(model(request), version(request)))))
                    .get(path + "/ready", this::ready)
                    .get(path + "/config", (request, response) ->
                            send(response, MessageJson.write(messages.config(model(request), version(request)))))
                    .get(path + "/stats", (request, response) ->
                            send(response, MessageJson.write(messages.statistics(model(request), version(request)))))
                    .post(path + "/infer", this::infer);
            for (String read : List.of("", "/ready", "/config", "/stats")) {
                MethodNotAllowed.elsewhere(routing, path + read, "GET");
            }
            MethodNotAllowed.elsewhere(routing, path + "/infer", "POST");
        }
    }

    private void infer(ServerRequest request, ServerResponse response) {
        String model = model(request);
        String version = version(request);
        byte[] body = RequestBody.read(request);
        var read = new InferRequestJson[1];
        var answer = inferences.infer(model, version, () -> {
            read[0] = InferRequestJson.read(body, jsonLength(request, body.length), addressed(model, version));
            ModelInferRequest message = read[0].request();
            List<ByteBuffer> raws = message.getRawInputContentsList().stream().map(raw -> raw.asReadOnlyByteBuffer()).toList();
            return InferMessages.toRequest(message.toBuilder().clearRawInputContents().build(), raws, () -> { });
        }, () -> { });
        InferResponseJson written = InferResponseJson.write(answer.build(), read[0].binaryOutputs());
        if (written.jsonBytes().isPresent()) {
            response.header(JSON_LENGTH, Integer.toString(written.jsonBytes().getAsInt()))
                    .header(HeaderNames.CONTENT_TYPE, "application/octet-stream")
                    .send(written.body());
        } else {
            send(response, written.body());
        }
    }

    /** A body that names a version where the address has none must name the one that is served without. */
    private AddressedModel addressed(String model, String version) {
        return new AddressedModel(model, version,
                said -> said.equals(version.isEmpty() ? Long.toString(models.find(model, "").version()) : version));
    }

    private static OptionalInt jsonLength(ServerRequest request, int bodyBytes) {
        var header = request.headers().value(JSON_LENGTH);
        if (header.isEmpty()) {
            return OptionalInt.empty();
        }
        String text = header.get().strip();
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > bodyBytes) {
            throw new ServiceException(ErrorCode.INVALID_HEADER, "inference header size should be in range (0, " + bodyBytes + "), got: "
                    + Quote.bare(text));
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private void serverReady(ServerRequest request, ServerResponse response) {
        boolean ready = models.isReady();
        JsonAnswer.send(response, ready ? Status.OK_200 : Status.BAD_REQUEST_400, new Ready(ready));
    }

    private void ready(ServerRequest request, ServerResponse response) {
        response.status(models.isReady(model(request), version(request)) ? Status.OK_200 : Status.BAD_REQUEST_400).send();
    }

    private void index(ServerRequest request, ServerResponse response) {
        boolean readyOnly = RepositoryJson.readyOnly(RequestBody.read(request));
        send(response, MessageJson.write(messages.index(readyOnly).getModelsList()));
    }

    private void load(ServerRequest request, ServerResponse response) {
        RepositoryParameters.checkLoad(RepositoryJson.parameters(RequestBody.read(request)));
        models.load(request.path().pathParameters().get("model"));
        response.send();
    }

    private void unload(ServerRequest request, ServerResponse response) {
        RepositoryParameters.checkUnload(RepositoryJson.parameters(RequestBody.read(request)));
        models.unload(request.path().pathParameters().get("model"));
        response.send();
    }

    private static String model(ServerRequest request) {
        return request.path().pathParameters().get("model");
    }

    /** The version in the path; one that is no number is an unknown address, as in Triton. */
    private static String version(ServerRequest request) {
        String version = request.path().pathParameters().first("version").orElse("");
        if (!version.matches("|[0-9]{1,18}")) {
            throw new ServiceException(ErrorCode.VERSION_NOT_FOUND, "failed to get model version from specified version string "
                    + Quote.of(version) + " (expected a decimal number)");
        }
        return version;
    }

    private static void send(ServerResponse response, byte[] json) {
        response.header(HeaderNames.CONTENT_TYPE, "application/json").send(json);
    }
}
