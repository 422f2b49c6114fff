package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.client.RestAnswer;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Loading through the gateway: what a load takes down is named, and what the server refuses is refused with its reason everywhere. */
class LoadingIT {

    private static final String POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "ab".repeat(32) + "\nsize 12345\n";

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    private final RestCalls admin = platform.admin();

    @Test
    void aSecondVersionThatTakesStableDownIsAnsweredWithAWarningThatNamesIt() throws IOException {
        String name = "Policy_Less";
        Path folder = platform.models().resolve(name);
        addVersion(folder, 1);
        assertThat(load(name).json().toString()).isEqualTo("{}");
        assertThat(register(name, "v1").status()).isEqualTo(201);
        Eventually.passes(() -> assertThat(
                admin.get(admin.gateway("/v2/models/" + name + "/ready")).status()).isEqualTo(200));

        addVersion(folder, 2);
        RestAnswer loaded = load(name);

        assertThat(loaded.status()).as(loaded.toString()).isEqualTo(200);
        assertThat(loaded.json().path("warnings")).hasSize(1);
        assertThat(loaded.json().at("/warnings/0").asText()).contains("v1 (alias stable) of model '" + name + "'", "version_policy");
        Path config = folder.resolve("config.pbtxt");
        Files.writeString(config, Files.readString(config) + "\nversion_policy { all { } }\n");
        assertThat(load(name).json().toString()).as("with the policy that it names").isEqualTo("{}");
    }

    @Test
    void whatTheServerRefusesIsTheCallersWithItsReasonInLoadIndexAndRegistration() throws IOException {
        String name = "lfs-pointer";
        Path folder = platform.models().resolve(name);
        Files.createDirectories(folder.resolve("1"));
        Files.writeString(folder.resolve("1/model.onnx"), POINTER);
        try {
            RestAnswer load = load(name);
            assertThat(load.status()).as(load.toString()).isEqualTo(400);
            assertThat(load.json().path("code").asText()).isEqualTo("model_load_failed");
            assertThat(load.json().path("message").asText()).contains("Git LFS pointer");
            try (StockClient gateway = StockClient.open(platform.access().gatewayGrpc(), platform.access().adminToken())) {
                StatusRuntimeException refused = Assertions.catchThrowableOfType(StatusRuntimeException.class, () ->
                        gateway.stub().repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName(name).build()));
                assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
                assertThat(refused.getStatus().getDescription()).contains("Git LFS pointer");
            }
            JsonNode index = admin.post(admin.gateway("/v2/repository/index"), "{}").json();
            assertThat(index).anyMatch(entry -> entry.path("name").asText().equals(name)
                    && entry.path("state").asText().equals("UNAVAILABLE") && entry.path("reason").asText().contains("Git LFS pointer"));
            RestAnswer registered = register(name, "v1");
            assertThat(registered.status()).as(registered.toString()).isEqualTo(400);
            assertThat(registered.json().path("code").asText()).isEqualTo("model_load_failed");
            assertThat(registered.json().path("message").asText()).contains("Git LFS pointer");
            assertThat(load("no-such-folder").status()).isEqualTo(404);
        } finally {
            mendAndUnload(name);
        }
    }

    @Test
    void anEndpointThatIsTheServersHttpPortIsCalledOne() {
        String http = platform.access().modelServerUrl().substring("http://".length());
        RestAnswer answer = admin.register("sample-classifier", "v9", http);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.json().path("message").asText()).contains(http + " is an HTTP port");
    }

    /** A model server with a model that failed is not ready, and other tests share this one. */
    private void mendAndUnload(String name) throws IOException {
        Path folder = platform.models().resolve(name);
        Files.delete(folder.resolve("1/model.onnx"));
        addVersion(folder, 1);
        assertThat(load(name).status()).as("with the real file in the pointer's place").isEqualTo(200);
        assertThat(admin.post(admin.gateway("/v2/repository/models/" + name + "/unload"), "{}").status()).isEqualTo(200);
        assertThat(admin.get(admin.modelServer("/v2/health/ready")).status()).isEqualTo(200);
        Repository.deleteTree(folder);
    }

    private RestAnswer load(String name) {
        return admin.post(admin.gateway("/v2/repository/models/" + name + "/load"), "{}");
    }

    private RestAnswer register(String name, String version) {
        return admin.register(name, version, platform.access().modelServerGrpc());
    }

    /** A version of the sample model, in a folder whose configuration has no version policy. */
    private static void addVersion(Path folder, int number) throws IOException {
        Path sample = platform.models().resolve("sample-classifier");
        Files.createDirectories(folder.resolve(Integer.toString(number)));
        Files.copy(sample.resolve(number + "/model.onnx"), folder.resolve(number + "/model.onnx"));
        if (number == 1) {
            Files.copy(sample.resolve("labels.txt"), folder.resolve("labels.txt"));
            Files.writeString(folder.resolve("config.pbtxt"), Files.readString(sample.resolve("config.pbtxt"))
                    .replace("sample-classifier", folder.getFileName().toString()).replaceAll("version_policy .*\n", ""));
        }
    }
}
