package io.outrigger.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The model that comes with the platform, and requests to it. */
final class SampleModel {
    static final String NAME = "sample-classifier";
    private static final Path FOLDER = Checkout.ROOT.resolve("models").resolve(NAME);
    private static final int PIXELS = 28 * 28;

    private SampleModel() {
    }

    /** Makes its first version known, through the ingress; the registry reads its tensors from the model servers, through the mesh. */
    static void register(EdgeCaller edge, String adminToken) {
        try {
            ObjectNode registration = (ObjectNode) new ObjectMapper().readTree(Files.readAllBytes(FOLDER.resolve("registration.json")));
            registration.put("name", NAME).put("version", "v1").put("endpoint", Family.ADDRESS)
                    .put("artifact_sha256", sha256(FOLDER.resolve("1/model.onnx")));
            HttpResponse<String> answer = edge.rest(Mesh.REGISTRY_HOST, "/v1/models", adminToken, registration.toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A black picture. */
    static ModelInferRequest request() {
        return ModelInferRequest.newBuilder().setModelName(NAME)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder().setName("input").setDatatype("FP32").addShape(1).addShape(1)
                        .addShape(28).addShape(28))
                .addRawInputContents(ByteString.copyFrom(new byte[PIXELS * Float.BYTES])).build();
    }
}
