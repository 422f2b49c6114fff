package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelMetadataRequest;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.ServerMetadataRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stock clients of the Open Inference Protocol, good requests. */
class OpenInferenceIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ELEMENTS = 28 * 28;

    @Test
    void servesJson() throws IOException {
        HttpResponse<byte[]> response = GATEWAY.postJson("/v2/models/sample-classifier/versions/canary/infer", """
                {"id":"7","inputs":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","data":[%s0]}],\
                "outputs":[{"name":"probabilities"}]}""".formatted("0,".repeat(ELEMENTS - 1)));

        JsonNode answer = JSON.readTree(response.body());
        assertThat(response.statusCode()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.get("id").asText()).isEqualTo("7");
        assertThat(answer.get("model_name").asText()).isEqualTo("sample-classifier");
        assertThat(answer.get("model_version").asText()).isEqualTo("2");
        assertThat(answer.at("/outputs/0/shape").toString()).isEqualTo("[1,10]");
        assertThat(GATEWAY.router().last().header("x-outrigger-version")).isEqualTo("v2");
    }

    /** As KServe's Python client writes bodies; what they say of model and version must be what the address says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sample-classifier                 | "1"
            sample-classifier                 | "v1"
            sample-classifier                 | null
            sample-classifier                 | "stable"
            sample-classifier/versions/1      | "stable"
            sample-classifier/versions/2      | "2"
            sample-classifier/versions/canary | "canary"
            sample-classifier/versions/canary | 2
            sample-classifier/versions/v2     | "2"
            """)
    void takesModelAndVersionInTheBodyWhereTheyAgree(String path, String version) throws IOException {
        HttpResponse<byte[]> response = GATEWAY.postJson("/v2/models/" + path + "/infer", """
                {"model_name":"sample-classifier","model_version":%s,"id":"7","parameters":null,"outputs":null,
                 "inputs":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","parameters":null,"data":[%s0]}]}"""
                .formatted(version, "0,".repeat(ELEMENTS - 1)));
        JsonNode answer = JSON.readTree(response.body());
        assertThat(response.statusCode()).as(answer.toString()).isEqualTo(200);
        assertThat(GATEWAY.router().last().header("x-outrigger-version")).isEqualTo("v" + answer.get("model_version").asText());
    }

    /** As tritonclient sends it: no content type, every input binary, every output wanted binary. */
    @Test
    void servesTheBinaryExtension() throws IOException {
        byte[] json = """
                {"inputs":[{"name":"input","shape":[2,1,28,28],"datatype":"FP32","parameters":{"binary_data_size":%s}}],\
                "outputs":[{"name":"probabilities","parameters":{"binary_data":true}}]}""".formatted(2 * ELEMENTS * 4)
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(json);
        body.write(new byte[2 * ELEMENTS * 4]);

        HttpResponse<byte[]> response = GATEWAY.send(GATEWAY.request("/v2/models/sample-classifier/infer", GATEWAY.tokens().with("infer"))
                .header("Inference-Header-Content-Length", Integer.toString(json.length))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())).build());

        assertThat(response.statusCode()).as(new String(response.body())).isEqualTo(200);
        int length = Integer.parseInt(response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
        JsonNode answer = JSON.readTree(Arrays.copyOf(response.body(), length));
        assertThat(answer.at("/outputs/0/parameters/binary_data_size").asInt()).isEqualTo(80);
        assertThat(ByteBuffer.wrap(response.body(), length, 80).order(ByteOrder.LITTLE_ENDIAN).getFloat(length + 7 * 4)).isEqualTo(0.91f);
    }

    @Test
    void passesGrpcMessagesOnUnchanged() {
        ModelInferRequest request = request().toBuilder().setModelVersion("canary").build();

        ModelInferResponse answer = GATEWAY.stub("infer", "x-outrigger-version", "v1", "x-outrigger-fleet", "forged", "x-outrigger-tenant",
                "forged", "x-sticky-key", "somebody").modelInfer(request);

        assertThat(answer.getModelVersion()).isEqualTo("2");
        assertThat(answer.getId()).isEqualTo("mine");
        assertThat(GATEWAY.router().last().message()).isEqualTo(request);
        assertThat(GATEWAY.router().last().header("x-outrigger-version")).isEqualTo("v2");
        assertThat(GATEWAY.router().last().header("x-outrigger-fleet")).isNull();
        assertThat(GATEWAY.router().last().header("x-outrigger-tenant")).isEqualTo("team-a");
        assertThat(GATEWAY.router().last().header("authorization")).as("the token stays here").isNull();
    }

    @Test
    void keepsBucketsStableAndApartByStickyKey() {
        String[] buckets = new String[3];
        String[] keys = {"alice", "bob", "alice"};
        for (int i = 0; i < keys.length; i++) {
            GATEWAY.stub("infer", "x-sticky-key", keys[i]).modelInfer(request());
            buckets[i] = GATEWAY.router().last().header("x-outrigger-bucket");
        }

        assertThat(buckets[0]).isEqualTo(buckets[2]).isNotEqualTo(buckets[1]);
    }

    @Test
    void describesServerAndModels() throws IOException {
        JsonNode model = JSON.readTree(GATEWAY.get("/v2/models/plain", GATEWAY.tokens().with("infer")).body());

        assertThat(model.get("versions").toString()).isEqualTo("""
                ["1"]""");
        assertThat(model.at("/inputs/0").toString()).isEqualTo("""
                {"name":"a","datatype":"FP32","shape":[-1,4]}""");
        var stub = GATEWAY.stub("models:read");
        assertThat(stub.modelMetadata(ModelMetadataRequest.newBuilder().setName("plain").build()).getInputs(1).getName()).isEqualTo("b");
        assertThat(stub.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getName()).isEqualTo("outrigger");
        assertThat(stub.modelReady(ModelReadyRequest.newBuilder().setName("plain").build()).getReady()).isTrue();
        assertThat(stub.modelReady(ModelReadyRequest.newBuilder().setName("ghost").build()).getReady()).isFalse();
        assertThat(stub.modelReady(ModelReadyRequest.newBuilder().setName("plain").setVersion("9").build()).getReady()).isFalse();
        JsonNode index = JSON.readTree(GATEWAY.send(GATEWAY.request("/v2/repository/index", GATEWAY.tokens().with("admin"))
                .POST(HttpRequest.BodyPublishers.noBody()).build()).body());
        assertThat(index.at("/0/state").asText()).isEqualTo("READY");
    }

    private static ModelInferRequest request() {
        return ModelInferRequest.newBuilder().setModelName("sample-classifier").setId("mine")
                .addInputs(InferInputTensor.newBuilder().setName("input").setDatatype("FP32")
                        .addShape(1).addShape(1).addShape(28).addShape(28))
                .addRawInputContents(ByteString.copyFrom(new byte[ELEMENTS * 4])).build();
    }
}
