package io.outrigger.modelserver;

import static io.outrigger.modelserver.TestServer.floats;
import static io.outrigger.modelserver.TestServer.longs;
import static io.outrigger.modelserver.TestServer.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelConfigRequest;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.outrigger.proto.inference.ModelMetadataRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every kind of model, over both protocols. */
class ServedModelsIT {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    @Test
    void aModelWithoutConfigurationIsReadFromItsFileAndNotBatched() {
        var config = SERVER.grpc().modelConfig(ModelConfigRequest.newBuilder().setName("identity-fp32").build()).getConfig();
        assertThat(config.getMaxBatchSize()).isZero();
        assertThat(config.hasDynamicBatching()).isFalse();
        assertThat(config.getInput(0).getDimsList()).containsExactly(-1L, -1L);
        var answer = SERVER.grpc().modelInfer(floats("identity-fp32", List.of(2L, 3L), 1, 2, 3, 4, Float.NaN, 6).setId("mine").build());
        assertThat(answer.getId()).isEqualTo("mine");
        assertThat(answer.getOutputs(0).getShapeList()).containsExactly(2L, 3L);
        assertThat(floats(answer, 0)).containsExactly(1, 2, 3, 4, Float.NaN, 6);
    }

    @Test
    void twoInputsAreAdded() {
        var request = floats("add-two-inputs", List.of(1L, 4L), 1, 2, 3, 4).build();
        var both = request.toBuilder().setInputs(0, request.getInputs(0).toBuilder().setName("B"))
                .addInputs(request.getInputs(0).toBuilder().setName("A")).addRawInputContents(TestServer.floatBytes(10, 20, 30,
                        40)).build();
        assertThat(floats(SERVER.grpc().modelInfer(both), 0)).containsExactly(11, 22, 33, 44);
    }

    @Test
    void eachVersionIsServedAndTheLatestIsTheDefault() {
        var request = floats("scale", List.of(1L, 4L), 1, 2, 3, 4);
        assertThat(floats(SERVER.grpc().modelInfer(request.setModelVersion("1").build()), 0)).containsExactly(2, 4, 6, 8);
        var latest = SERVER.grpc().modelInfer(request.setModelVersion("").build());
        assertThat(latest.getModelVersion()).isEqualTo("2");
        assertThat(floats(latest, 0)).containsExactly(3, 6, 9, 12);
        var metadata = SERVER.grpc().modelMetadata(ModelMetadataRequest.newBuilder().setName("scale").build());
        assertThat(metadata.getVersionsList()).containsExactly("1", "2");
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 4L);
    }

    @Test
    void aModelWithoutBatchDimension() {
        var answer = SERVER.grpc().modelInfer(floats("negate-fixed", List.of(2L, 3L), 1, 2, 3, 4, 5, 6).build());
        assertThat(floats(answer, 0)).containsExactly(-1, -2, -3, -4, -5, -6);
    }

    @Test
    void textGoesInAndOut() {
        ByteString raw = ByteString.copyFrom(new byte[] {2, 0, 0, 0, 'h', 'i', 3, 0, 0, 0, 'Z', (byte) 0xc3, (byte) 0xbc});
        var answer = SERVER.grpc().modelInfer(request("echo-text", "input", "BYTES", List.of(1L, 2L), raw).build());
        assertThat(answer.getOutputs(0).getDatatype()).isEqualTo("BYTES");
        assertThat(answer.getRawOutputContents(0)).isEqualTo(raw);
        String words = """
                ["a","bc"]""";
        assertThat(SERVER.post("/v2/models/echo-text/infer", TestServer.json("input", "[1,2]", "BYTES", words)).body()).contains(words);
    }

    @Test
    void freeDimensionsMayBeAnythingAlsoNothing() {
        assertThat(longs(SERVER.grpc().modelInfer(longs("double-int64", "input", List.of(1L, 5L), 1, 2, 3, 4, Long.MIN_VALUE).build()), 0))
                .containsExactly(2, 4, 6, 8, 0);
        var none = SERVER.grpc().modelInfer(longs("double-int64", "input", List.of(2L, 0L)).build());
        assertThat(none.getOutputs(0).getShapeList()).containsExactly(2L, 0L);
    }

    @Test
    void typedContentsAreTakenToo() {
        var request = ModelInferRequest.newBuilder().setModelName("lookup").addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                .setName("index").setDatatype("INT64").addShape(2).addShape(1)
                .setContents(io.outrigger.proto.inference.InferTensorContents.newBuilder().addInt64Contents(3).addInt64Contents(7)));
        assertThat(floats(SERVER.grpc().modelInfer(request.build()), 0)).containsExactly(30, 70);
    }

    @Test
    void theBestClassesAreNamed() {
        var output = InferRequestedOutputTensor.newBuilder().setName("output")
                .putParameters("classification", InferParameter.newBuilder().setInt64Param(2).build());
        var answer = SERVER.grpc().modelInfer(floats("scale", List.of(1L, 4L), 1, 5, 3, 4).setModelVersion("1").addOutputs(output).build());
        assertThat(answer.getOutputs(0).getDatatype()).isEqualTo("BYTES");
        assertThat(answer.getOutputs(0).getShapeList()).containsExactly(1L, 2L);
        assertThat(answer.getRawOutputContents(0).toStringUtf8()).contains("10.000000:1:east").contains("8.000000:3:west");
    }

    @Test
    void jsonAndBinaryOverHttp() {
        var json = SERVER.post("/v2/models/scale/versions/1/infer", """
                {"id":"a","inputs":[{"name":"input","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""");
        assertThat(json.statusCode()).as(json.body()).isEqualTo(200);
        assertThat(json.body()).contains("""
                "model_version":"1",""", """
                "data":[2.0,4.0,6.0,8.0]""");
        byte[] head = """
                {"inputs":[{"name":"input","shape":[1,4],"datatype":"FP32","parameters":{"binary_data_size":16}}],\
                "outputs":[{"name":"output","parameters":{"binary_data":true}}]}""".getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(head.length + 16).put(head).put(TestServer.floatBytes(1, 2, 3, 4).toByteArray()).array();
        var binary = SERVER.postBytes("/v2/models/scale/infer", body, Map.of("Inference-Header-Content-Length", "" + head.length));
        assertThat(binary.statusCode()).isEqualTo(200);
        int jsonBytes = Integer.parseInt(binary.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
        assertThat(ByteBuffer.wrap(binary.body()).order(ByteOrder.LITTLE_ENDIAN).getFloat(jsonBytes + 12)).isEqualTo(12);
    }

    /** What clients write besides: the model's name again, null for what is not there, JSON under any name. */
    @Test
    void bodiesAsStockClientsWriteThem() {
        String inputs = """
                "inputs":[{"name":"input","shape":[1,4],"datatype":"FP32","parameters":null,"data":[1,2,3,4]}]}""";
        for (String type : List.of("application/octet-stream", "application/x-www-form-urlencoded", "text/plain; charset=utf-8")) {
            for (String head : List.of("", """
                    "model_name":"scale",""", """
                    "id":null,"outputs":null,"model_version":null,""", """
                    "model_version":"2",""")) {
                var answer = SERVER.postBytes("/v2/models/scale/infer", ("{" + head + inputs).getBytes(StandardCharsets.UTF_8),
                        Map.of("Content-Type", type));
                assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(200);
            }
        }
        for (String head : List.of("""
                "model_name":"lookup",""", """
                "model_version":"1",""", """
                "model_version":9,""")) {
            var answer = SERVER.post("/v2/models/scale/infer", "{" + head + inputs);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("its address leads to");
        }
        var utf16 = SERVER.postBytes("/v2/models/scale/infer", ("{" + inputs).getBytes(StandardCharsets.UTF_16LE),
                Map.of("Content-Type", "application/json; charset=utf-16le"));
        assertThat(utf16.statusCode()).isEqualTo(415);
    }

    @Test
    void serverAndModelsDescribeThemselvesOverHttp() {
        assertThat(SERVER.get("/v2").body()).contains("""
                "extensions":["classification",""");
        assertThat(SERVER.get("/v2/health/live").statusCode()).isEqualTo(200);
        assertThat(SERVER.get("/v2/health/live").body()).isEqualTo("""
                {"live":true}""");
        assertThat(SERVER.get("/v2/health/ready").statusCode()).isEqualTo(200);
        assertThat(SERVER.get("/v2/health/ready").body()).isEqualTo("""
                {"ready":true}""");
        for (String probed : List.of("/v2/health/live", "/v2/health/ready", "/healthz", "/livez", "/readyz", "/health", "/")) {
            assertThat(SERVER.ask("GET", probed).statusCode()).as(probed).isEqualTo(200);
            assertThat(SERVER.ask("HEAD", probed).statusCode()).as("HEAD %s", probed).isEqualTo(200);
        }
        for (String read : List.of("/v2", "/v2/models/stats", "/v2/models/scale", "/v2/models/scale/ready", "/v2/models/scale/config",
                "/v2/models/scale/versions/2/stats")) {
            var head = SERVER.ask("HEAD", read);
            assertThat(head.statusCode()).as("HEAD %s", read).isEqualTo(200);
            assertThat(head.headers().firstValue("content-type")).as(read).isEqualTo(SERVER.get(read).headers().firstValue("content-type"));
        }
        assertThat(SERVER.ask("PUT", "/v2").headers().firstValue("allow")).contains("GET, HEAD");
        assertThat(SERVER.ask("OPTIONS", "/v2/models/scale/infer").headers().firstValue("allow")).contains("POST, OPTIONS");
        assertThat(SERVER.ask("OPTIONS", "/v2/models/scale/infer").body()).contains("CORS is not switched on");
        assertThat(SERVER.ask("DELETE", "/v2/models/scale").statusCode()).isEqualTo(405);
        assertThat(SERVER.get("/v2/models/scale").body()).contains("""
                "versions":["1","2"]""");
        assertThat(SERVER.get("/v2/models/scale/versions/2/ready").statusCode()).isEqualTo(200);
        assertThat(SERVER.get("/v2/models/scale/config").body()).contains("""
                "max_batch_size":32""", """
                "label_filename":"labels.txt"\
                """);
        assertThat(SERVER.get("/v2/models/stats").body()).contains("""
                "name":"busy",""");
        assertThat(SERVER.post("/v2/repository/index", """
                {"ready":true}""").body()).contains("""
                {"name":"scale","version":"2","state":"READY",""");
    }

    /** MLServer's client sends the message for typed contents with nothing in it. */
    @Test
    void emptyContentsBesideRawOnesAreNothing() {
        var question = floats("scale", List.of(1L, 4L), 1, 2, 3, 4);
        question.setInputs(0, question.getInputs(0).toBuilder().setContents(InferTensorContents.getDefaultInstance()));
        assertThat(SERVER.grpc().modelInfer(question.build()).getOutputsCount()).isEqualTo(1);
    }

    /** A dimension of 0 is a dimension: detectors are asked about no boxes, and give none. */
    @Test
    void aTensorWithoutElementsIsServed() {
        for (List<Long> shape : List.of(List.of(0L, 4L), List.of(2L, 0L), List.of(0L, 0L))) {
            var answer = SERVER.grpc().modelInfer(floats("identity-fp32", shape).build());
            assertThat(answer.getOutputs(0).getShapeList()).as("raw").isEqualTo(shape);
            assertThat(answer.getRawOutputContents(0).size()).isZero();
            var typed = SERVER.grpc().modelInfer(floats("identity-fp32", shape).clearRawInputContents().build());
            assertThat(typed.getOutputs(0).getShapeList()).as("typed").isEqualTo(shape);

            String written = shape.toString().replace(" ", "");
            var json = SERVER.post("/v2/models/identity-fp32/infer", TestServer.json("input", written, "FP32", "[]"));
            assertThat(json.statusCode()).as(json.body()).isEqualTo(200);
            assertThat(json.body()).contains("""
                    "shape":%s""".formatted(written), """
                    "data":[]""");
            byte[] binary = """
                    {"inputs":[{"name":"input","shape":%s,"datatype":"FP32","parameters":{"binary_data_size":0}}],
                     "parameters":{"binary_data_output":true}}""".formatted(written).getBytes(StandardCharsets.UTF_8);
            var bytes = SERVER.postBytes("/v2/models/identity-fp32/infer", binary,
                    Map.of("Inference-Header-Content-Length", Integer.toString(binary.length)));
            assertThat(new String(bytes.body(), StandardCharsets.UTF_8)).contains("""
                    "shape":%s""".formatted(written), """
                    "binary_data_size":0""");
            assertThat(bytes.headers().firstValue("Inference-Header-Content-Length")).contains(Integer.toString(bytes.body().length));
        }
        var nested = SERVER.post("/v2/models/identity-fp32/infer", TestServer.json("input", "[2,0]", "FP32", "[[],[]]"));
        assertThat(nested.body()).contains("""
                "shape":[2,0]""");
    }

    @Test
    void aMessageOfManyFramesArrivesWhole() {
        float[] values = new float[2_000_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        var answer = SERVER.grpc().modelInfer(floats("identity-fp32", List.of(2L, 1_000_000L), values).build());
        assertThat(floats(answer, 0)).isEqualTo(values);
        var packed = SERVER.grpc().withCompression("gzip").modelInfer(floats("identity-fp32", List.of(2L, 1_000_000L), values).build());
        assertThat(floats(packed, 0)).isEqualTo(values);
    }
}
