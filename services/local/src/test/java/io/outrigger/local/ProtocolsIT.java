package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.client.RestAnswer;
import io.outrigger.proto.inference.ModelInferResponse;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One picture, asked about in every way there is: the answers are the same. */
class ProtocolsIT {
    private static final byte[] PICTURE = Repository.bytes(Repository.PICTURES.resolve("7-1.png"));
    private static final float[] PIXELS = Digits.pixels(PICTURE);
    private static final String SHAPE = "[1,1,28,28]";

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @Test
    void tensorsOverV1AnswerAsThePictureDoes() {
        RestAnswer answer = platform.rest().post(platform.rest().gateway("/v1/infer"), """
                {"model":"sample-classifier","version":"v2","input":{"tensors":[%s]}}""".formatted(tensor()));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertSameAsPicture(floats(answer.json().path("outputs").path(0).path("data")));
    }

    @Test
    void openInferenceJsonAnswersAsThePictureDoes() {
        RestAnswer answer = platform.rest().post(platform.rest().gateway("/v2/models/sample-classifier/versions/2/infer"), """
                {"id":"7","inputs":[%s]}""".formatted(tensor()));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("model_version").asText()).isEqualTo("2");
        assertThat(answer.json().path("id").asText()).isEqualTo("7");
        assertSameAsPicture(floats(answer.json().path("outputs").path(0).path("data")));
    }

    @Test
    void openInferenceBinaryAnswersAsThePictureDoes() {
        byte[] header = """
                {"inputs":[{"name":"input","shape":%s,"datatype":"FP32","parameters":{"binary_data_size":%s}}],\
                "parameters":{"binary_data_output":true}}""".formatted(SHAPE, PIXELS.length * Float.BYTES).getBytes(StandardCharsets.UTF_8);
        ByteBuffer raw = ByteBuffer.allocate(PIXELS.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(PIXELS);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(header);
        body.writeBytes(raw.array());
        RestAnswer answer = platform.rest().send(platform.rest().gateway("/v2/models/sample-classifier/versions/2/infer")
                .header("Content-Type", "application/octet-stream")
                .header("Inference-Header-Content-Length", Integer.toString(header.length))
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        int length = Integer.parseInt(answer.header("Inference-Header-Content-Length"));
        float[] scores = new float[10];
        ByteBuffer.wrap(answer.bytes(), length, answer.bytes().length - length).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()
                .get(scores);
        assertSameAsPicture(scores);
    }

    @Test
    void aStockGrpcClientIsAnsweredAsThePictureIs() {
        try (StockClient client = platform.grpc()) {
            ModelInferResponse answer = client.infer(StockClient.request("2", PIXELS).setId("7").build());
            assertThat(answer.getModelVersion()).isEqualTo("2");
            assertThat(answer.getId()).isEqualTo("7");
            assertSameAsPicture(StockClient.floats(answer));
        }
    }

    @Test
    void theModelServerAloneAnswersAsTheChainDoes() {
        try (StockClient client = StockClient.open(platform.access().modelServerGrpc(), "")) {
            assertSameAsPicture(StockClient.floats(client.infer(StockClient.request("2", PIXELS).build())));
        }
    }

    /** The picture goes through the adapter in the gateway, the others bring the tensor: a rounding of the last bit may differ. */
    private static void assertSameAsPicture(float[] scores) {
        RestAnswer answer = platform.rest().classify(PICTURE, "v2");
        float[] expected = floats(answer.json().path("outputs").path(0).path("data"));
        assertThat(scores).hasSameSizeAs(expected).hasSize(10);
        for (int i = 0; i < expected.length; i++) {
            assertThat(scores[i]).isCloseTo(expected[i], within(1e-5f));
        }
        assertThat(answer.json().path("classification").path(0).path("label").asText()).isEqualTo("7");
    }

    private static String tensor() {
        return """
                {"name":"input","shape":%s,"datatype":"FP32","data":%s}""".formatted(SHAPE, Arrays.toString(PIXELS));
    }

    private static float[] floats(JsonNode data) {
        float[] floats = new float[data.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = data.get(i).floatValue();
        }
        return floats;
    }
}
