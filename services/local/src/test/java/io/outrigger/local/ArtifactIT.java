package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.client.RestAnswer;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The digest in an answer is that of what answered: a file that is replaced is not served under the digest of the old one. */
class ArtifactIT {

    private static final String MODEL = "replaced-model";
    private static final Path SAMPLE = Repository.PICTURES.getParent();

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @Test
    void aFileThatIsReplacedIsNotServedAsWhatWasRegistered() throws IOException {
        addModel();
        load();
        RestAnswer registered = platform.admin().register(MODEL, "v1", platform.access().modelServerGrpc());
        String first = sha256(SAMPLE.resolve("1/model.onnx"));
        String second = sha256(SAMPLE.resolve("2/model.onnx"));
        assertThat(registered.json().path("artifact_sha256").asText()).as(registered.toString()).isEqualTo(first);
        RestAnswer answer = infer();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("digest").asText()).isEqualTo("sha256:" + first);

        put(SAMPLE.resolve("2/model.onnx"));
        assertThat(infer().status()).as("until it is loaded the old one is in memory, and answers").isEqualTo(200);
        load();

        RestAnswer loaded = platform.admin().post(
                platform.admin().gateway("/v2/repository/models/" + MODEL + "/load"), "{}");
        assertThat(loaded.json().at("/warnings/0").asText()).as(loaded.toString())
                .contains("another file than the registered one for v1 (alias stable) of model '" + MODEL + "'");
        RestAnswer refused = infer();
        assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("artifact_mismatch");
        assertThat(refused.json().path("retryable").asBoolean()).isFalse();
        assertThat(refused.json().path("message").asText()).contains("sha256:" + first, "sha256:" + second);
        assertThat(overGrpc().getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(overGrpc().getStatus().getDescription()).contains("sha256:" + first, "sha256:" + second);
        RestAnswer ready = platform.rest().get(platform.rest().gateway("/v2/models/" + MODEL + "/ready"));
        assertThat(ready.status()).as(ready.toString()).isEqualTo(409);
        assertThat(ready.json().path("message").asText()).contains("sha256:" + second);
        try (StockClient client = platform.grpc()) {
            assertThat(client.stub().modelReady(ModelReadyRequest.newBuilder().setName(MODEL).build()).getReady()).isFalse();
        }

        put(SAMPLE.resolve("1/model.onnx"));
        load();
        Eventually.passes(() -> assertThat(infer().status()).isEqualTo(200));
    }

    @Test
    void whatWasRegisteredIsFoundAtOnce() {
        String body = """
                {"model":"sample-classifier","version":"%%s",
                 "input":{"tensors":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","data":%s}]}}"""
                .formatted(Collections.nCopies(784, "1"));
        for (int i = 0; i < 200; i++) {
            String alias = "at-once-" + i;
            assertThat(platform.admin().pointAlias(alias, "v2", "").status()).isIn(200, 201);
            RestAnswer answer = platform.rest().post(platform.rest().gateway("/v1/infer"), body.formatted(alias));
            assertThat(answer.status()).as(alias + ": " + answer).isEqualTo(200);
            assertThat(answer.json().path("version").asText()).isEqualTo("v2");
            assertThat(platform.admin().send(
                    platform.admin().registry("/v1/models/sample-classifier/aliases/" + alias).DELETE()).status()).isEqualTo(204);
        }
    }

    private static RestAnswer infer() {
        return platform.rest().post(platform.rest().gateway("/v1/infer"), """
                {"model":"%s","input":{"tensors":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","data":%s}]}}"""
                .formatted(MODEL, Collections.nCopies(784, "1")));
    }

    private static StatusRuntimeException overGrpc() {
        ModelInferRequest request = StockClient.request("", new float[784]).setModelName(MODEL).build();
        try (StockClient client = platform.grpc()) {
            return catchThrowableOfType(StatusRuntimeException.class, () -> client.infer(request));
        }
    }

    private static void load() {
        try (StockClient modelServer = StockClient.open(platform.access().modelServerGrpc(), "")) {
            assertThat(modelServer.stub().repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName(MODEL).build()))
                    .isNotNull();
        }
    }

    private static void addModel() throws IOException {
        Path folder = platform.models().resolve(MODEL);
        Files.createDirectories(folder.resolve("1"));
        put(SAMPLE.resolve("1/model.onnx"));
        Files.copy(SAMPLE.resolve("labels.txt"), folder.resolve("labels.txt"));
        Files.writeString(folder.resolve("config.pbtxt"),
                Files.readString(SAMPLE.resolve("config.pbtxt")).replace("sample-classifier", MODEL));
    }

    private static void put(Path file) throws IOException {
        Files.copy(file, platform.models().resolve(MODEL).resolve("1/model.onnx"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
