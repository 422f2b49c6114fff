package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A model that comes to a running platform: put into the repository, loaded, registered by its server's address alone, asked. */
class RegistrationIT {
    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @Test
    void anEndpointIsEnoughToServeAModel() throws IOException {
        String name = "late-model";
        addModel(name);
        try (StockClient modelServer = StockClient.open(platform.access().modelServerGrpc(), "")) {
            modelServer.stub().repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName(name).build());
        }
        String endpoint = platform.access().modelServerGrpc();
        RestAnswer registered = platform.admin().register(name, "v1", endpoint);
        assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
        String ones = Collections.nCopies(784, "1").toString();
        Eventually.passes(() -> {
            RestAnswer answer = platform.rest().post(platform.rest().gateway("/v1/infer"), """
                    {"model":"%s","input":{"tensors":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","data":%s}]}}"""
                    .formatted(name, ones));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.json().path("outputs").path(0).path("shape").toString()).isEqualTo("[1,10]");
        });
        assertThat(platform.admin().register(name, "v1", endpoint).status()).as("the same again").isEqualTo(200);
        RestAnswer picture = platform.rest().post(platform.rest().gateway("/v1/infer"), """
                {"model":"%s","input":{"image":"%s"}}"""
                .formatted(name, Base64.getEncoder().encodeToString(Repository.bytes(Repository.PICTURES.resolve("7-1.png")))));
        assertThat(picture.status()).as("without an adapter it takes no pictures: " + picture).isEqualTo(400);
        assertThat(picture.json().path("code").asText()).isEqualTo("image_not_supported");
    }

    private static void addModel(String name) throws IOException {
        Path sample = platform.models().resolve("sample-classifier");
        Path folder = platform.models().resolve(name);
        Files.createDirectories(folder.resolve("1"));
        Files.copy(sample.resolve("1/model.onnx"), folder.resolve("1/model.onnx"));
        Files.copy(sample.resolve("labels.txt"), folder.resolve("labels.txt"));
        Files.writeString(folder.resolve("config.pbtxt"),
                Files.readString(sample.resolve("config.pbtxt")).replace("sample-classifier", name));
    }
}
