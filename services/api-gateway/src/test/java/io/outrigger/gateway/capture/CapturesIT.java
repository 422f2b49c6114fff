package io.outrigger.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.gateway.testing.Models;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.registry.Capture;
import io.outrigger.registry.Model;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.SamplePictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a gateway keeps of the traffic of a model, and who may read it. */
class CapturesIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ELEMENTS = 28 * 28;
    private static final String PICTURE = SamplePictures.base64("7-1.png");

    @Test
    void everyWayInIsKeptAsARowThatAJobCouldRun() throws IOException {
        String model = register("kept", new Capture(1, 6_000, true, true));

        ok(infer(model));
        assertThat(next(model, 1).path("input").path("image").asText()).isEqualTo(PICTURE);
        ok(GATEWAY.postJson("/v2/models/" + model + "/infer", """
                {"id":"json","inputs":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","data":[%s0.5]}]}"""
                .formatted("0,".repeat(ELEMENTS - 1))));
        JsonNode json = next(model, 2);
        assertThat(json.path("id").asText()).isEqualTo("json");
        assertThat(json.at("/input/tensors/0/data").get(ELEMENTS - 1).floatValue()).isEqualTo(0.5f);
        ok(binary(model));
        assertThat(next(model, 3).at("/input/tensors/0/shape").toString()).isEqualTo("[2,1,28,28]");
        GATEWAY.stub("infer").modelInfer(Calls.request(new float[ELEMENTS]).toBuilder().setModelName(model).setInputs(0,
                Calls.request(0).getInputs(0).toBuilder().clearShape().addAllShape(List.of(1L, 1L, 28L, 28L))).build());
        JsonNode grpc = next(model, 4);
        assertThat(grpc.at("/input/tensors/0/data")).hasSize(ELEMENTS);

        assertThat(grpc.path("model").asText()).isEqualTo(model);
        assertThat(grpc.path("version").asText()).isEqualTo("v1");
        assertThat(grpc.path("digest").asText()).isEqualTo("sha256:" + Models.DIGEST);
        assertThat(grpc.at("/classification/0/label").asText()).isEqualTo("7");
        assertThat(grpc.at("/outputs/0/data")).hasSize(10);
        assertThat(String.join("", GATEWAY.worker().captures().lines(model))).as("nothing of who asked")
                .doesNotContain("team-a", "Bearer", "tenant", "subject");
    }

    @Test
    void nothingIsKeptUnlessTheRegistrySaysSoAndItIsFollowed() throws IOException {
        String model = register("followed", Capture.OFF);
        ok(infer(model));
        GATEWAY.register(model(model, new Capture(1, 6_000, true, false)));
        Eventually.isTrue(() -> {
            ok(infer(model));
            return !GATEWAY.worker().captures().lines(model).isEmpty();
        });
        JsonNode record = JSON.readTree(GATEWAY.worker().captures().lines(model).getFirst());
        assertThat(record.has("outputs")).isFalse();
        assertThat(record.has("classification")).isFalse();

        GATEWAY.register(model(model, Capture.OFF));
        String later = register("followed-later", new Capture(1, 6_000, true, true));
        Eventually.isTrue(() -> infer(later).statusCode() == 200);
        ok(GATEWAY.postJson("/v1/infer", """
                {"model":"%s","id":"behind the change","input":{"image":"%s"}}""".formatted(model, PICTURE)));
        int before = GATEWAY.worker().captures().lines(later).size();
        ok(infer(later));
        Eventually.isTrue(() -> GATEWAY.worker().captures().lines(later).size() > before);
        assertThat(String.join("", GATEWAY.worker().captures().lines(model))).doesNotContain("behind the change");
    }

    @Test
    void whileNothingCanBeStoredCallersNoticeNothing() throws IOException {
        String model = register("stored-later", new Capture(1, 6_000, true, true));
        GATEWAY.worker().captures().away(true);
        try {
            for (int i = 0; i < 20; i++) {
                ok(infer(model));
            }
        } finally {
            GATEWAY.worker().captures().away(false);
        }
        Eventually.isTrue(() -> GATEWAY.worker().captures().lines(model).size() == 20);
        assertThat(GATEWAY.worker().captures().lines(model).stream().map(line -> line.substring(0, 54)).distinct())
                .as("each once, under a name of its own").hasSize(20);
    }

    @Test
    void aMinuteHasItsNumber() throws IOException {
        String model = register("limited", new Capture(1, 3, true, true));
        for (int i = 0; i < 10; i++) {
            ok(infer(model));
        }
        Eventually.isTrue(() -> GATEWAY.worker().captures().lines(model).size() >= 3);
        assertThat(GATEWAY.worker().captures().lines(model)).as("a minute may have ended meanwhile").hasSizeBetween(3, 6);
    }

    @Test
    void requestsThatAJobCannotAskAreNotKept() throws IOException {
        String model = register("unsupported", new Capture(1, 6_000, true, true));
        ModelInferRequest request = Calls.withParameter("temperature").toBuilder().setModelName(model).setInputs(0,
                Calls.request(0).getInputs(0).toBuilder().clearShape().addAllShape(List.of(1L, 1L, 28L, 28L)))
                .setRawInputContents(0, Calls.request(new float[ELEMENTS]).getRawInputContents(0)).build();
        GATEWAY.stub("infer").modelInfer(request);
        GATEWAY.stub("infer").modelInfer(request.toBuilder().clearParameters().setId("plain").build());
        assertThat(next(model, 1).path("id").asText()).isEqualTo("plain");
    }

    @Test
    void operatorsReadWhatWasKept() throws IOException {
        String model = register("read", new Capture(1, 6_000, true, true));
        ok(infer(model));
        next(model, 1);
        String admin = GATEWAY.tokens().with("admin");

        HttpResponse<byte[]> answer = GATEWAY.get("/v1/captures/" + model
                + "?from=2026-11-29T06:52:10Z&to=2026-11-29T07:52:10%2B01:00&limit=5", admin);

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/jsonl");
        assertThat(text(answer)).isEqualTo(GATEWAY.worker().captures().lines(model).getFirst() + "\n");
        assertThat(GATEWAY.worker().captures().lastRead().getLimit()).isEqualTo(5);
        assertThat(GATEWAY.worker().captures().lastRead().getTo()).isEqualTo(GATEWAY.worker().captures().lastRead().getFrom());
        assertThat(GATEWAY.get("/v1/captures/nothing", admin).body()).isEmpty();
        for (String wrong : List.of("from=yesterday", "to=", "limit=0", "limit=x", "tenant=a", "from=2026-11-29T06:52:10Z&from=x")) {
            assertThat(GATEWAY.get("/v1/captures/" + model + "?" + wrong, admin).statusCode()).as(wrong).isEqualTo(400);
        }
        for (String scopes : List.of("infer batch", "models:read models:write")) {
            assertThat(GATEWAY.get("/v1/captures/" + model, GATEWAY.tokens().with(scopes)).statusCode()).as(scopes).isEqualTo(403);
        }
    }

    private static String register(String name, Capture capture) {
        GATEWAY.register(model(name, capture));
        return name;
    }

    private static Model model(String name, Capture capture) {
        Model sample = Models.sampleClassifier().capturing(capture);
        return Model.of(name, "", sample.defaultAlias(), sample.strategy(), sample.batching(), sample.versions().values(),
                sample.aliases().values(), 1).capturing(capture);
    }

    private static HttpResponse<byte[]> infer(String model) {
        return GATEWAY.postJson("/v1/infer", """
                {"model":"%s","input":{"image":"%s"}}""".formatted(model, PICTURE));
    }

    private static HttpResponse<byte[]> binary(String model) throws IOException {
        byte[] json = """
                {"inputs":[{"name":"input","shape":[2,1,28,28],"datatype":"FP32","parameters":{"binary_data_size":%s}}]}"""
                .formatted(2 * ELEMENTS * 4).getBytes(StandardCharsets.UTF_8);
        var body = new ByteArrayOutputStream();
        body.write(json);
        body.write(new byte[2 * ELEMENTS * 4]);
        return GATEWAY.send(GATEWAY.request("/v2/models/" + model + "/infer", GATEWAY.tokens().with("infer"))
                .header("Inference-Header-Content-Length", Integer.toString(json.length))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())).build());
    }

    /** The last record, when there are so many. */
    private static JsonNode next(String model, int number) throws IOException {
        Eventually.isTrue(() -> GATEWAY.worker().captures().lines(model).size() == number);
        return JSON.readTree(GATEWAY.worker().captures().lines(model).getLast());
    }

    private static void ok(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
