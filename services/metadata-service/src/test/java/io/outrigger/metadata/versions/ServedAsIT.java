package io.outrigger.metadata.versions;

import static io.outrigger.metadata.testing.Bodies.fleet;
import static io.outrigger.metadata.testing.Bodies.meshFleet;
import static io.outrigger.metadata.testing.Bodies.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.Version;
import io.outrigger.registryview.RegistryView;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInModelServer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Versions that point at another model or version of the server, and adapters that come later: over REST, on the watch, in the cache. */
class ServedAsIT {

    private static final String ADAPTER = """
            {"classification":{"tensor":"y","labels":["cat","dog"]}}""";

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(2);

    private final Rest rest = registry.rest();

    @Test
    void theSignatureIsReadUnderTheServersName() throws Exception {
        try (var server = new StandInModelServer(); RegistryView view = registry.view(1)) {
            String body = """
                    {"name":"numbers","version":"v7","framework":"onnx","endpoint":"%s",
                     "served_as":{"model":"digits","version":1}}""".formatted(server.address());
            RestAnswer answer = rest.post("/v1/models", body);

            assertThat(answer.status()).as("%s", answer).isEqualTo(201);
            assertThat(answer.json().path("served_as").toString()).isEqualTo("""
                    {"model":"digits","version":"v1"}""");
            assertThat(answer.json().at("/signature/max_batch_size").asInt()).isEqualTo(16);
            assertThat(rest.post("/v1/models", body).status()).as("the same again").isEqualTo(200);
            RestAnswer other = rest.post("/v1/models", body.replace(":1}", ":2}"));
            assertThat(other.status()).isEqualTo(409);
            assertThat(other.message()).contains("its served_as is different");
            assertThat(registry.rest(1).get("/v1/models/numbers/versions/v7").json().at("/served_as/model").asText()).isEqualTo("digits");
            Eventually.isTrue(() -> version(view, "numbers", 7).flatMap(Version::servedAs).equals(Optional.of(new ServedAs("digits", 1))));
        }
    }

    @Test
    void eitherPartMayBeLeftOutAndOnesOwnNameIsNothingToRemember() {
        RestAnswer older = rest.post("/v1/models", model("parts", "v3", """
                "served_as":{"version":"v2"}"""));
        assertThat(older.json().path("served_as").toString()).isEqualTo("""
                {"model":"parts","version":"v2"}""");
        RestAnswer other = rest.post("/v1/models", model("parts", "v4", """
                "served_as":{"model":"Parts/fp16"}"""));
        assertThat(other.json().path("served_as").toString()).isEqualTo("""
                {"model":"Parts/fp16","version":"v4"}""");
        RestAnswer own = rest.post("/v1/models", model("parts", "v5", """
                "served_as":{"model":"parts","version":"5"}"""));
        assertThat(own.json().has("served_as")).isFalse();
        assertThat(rest.post("/v1/models", model("parts", "v5")).status()).isEqualTo(200);
    }

    @Test
    void aFleetThatTheMeshSplitsHasNoPlaceForIt() {
        rest.put("/v1/fleets/split", meshFleet("split:8001"));
        rest.put("/v1/fleets/plain", fleet("plain:8001"));
        String body = model("meshed", "v1", """
                "fleets":["split"],"served_as":{"model":"x"}""");
        RestAnswer refused = rest.post("/v1/models", body);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message()).contains("split by the mesh");
        assertThat(rest.get("/v1/models/meshed").status()).isEqualTo(404);

        assertThat(rest.post("/v1/models", body.replace("split", "plain")).status()).isEqualTo(201);
        RestAnswer meshed = rest.put("/v1/fleets/plain", meshFleet("plain:8001"));
        assertThat(meshed.status()).isEqualTo(409);
        assertThat(meshed.message()).contains("another name or number");
    }

    @Test
    void anAdapterIsGivenOnceAndWatchersSeeIt() throws Exception {
        rest.post("/v1/models", model("adapted", "v1"));
        try (RegistryView view = registry.view(1)) {
            RestAnswer given = rest.put("/v1/models/adapted/versions/1/adapter", ADAPTER);
            assertThat(given.status()).as("%s", given).isEqualTo(201);
            assertThat(given.json().at("/adapter/classification/labels/1").asText()).isEqualTo("dog");
            Eventually.isTrue(() -> version(view, "adapted", 1).flatMap(version -> version.adapter().classification()).isPresent());
        }
        assertThat(rest.put("/v1/models/adapted/versions/v1/adapter", ADAPTER).status()).isEqualTo(200);
        RestAnswer other = registry.rest(1).put("/v1/models/adapted/versions/v1/adapter", ADAPTER.replace("dog", "cow"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.message()).contains("given once", "served_as");
        assertThat(rest.post("/v1/models", model("adapted", "v1")).status()).as("registered again as it was").isEqualTo(200);
        assertThat(rest.post("/v1/models", adapted("adapted", ADAPTER)).status()).isEqualTo(200);
        assertThat(rest.post("/v1/models", adapted("adapted", ADAPTER.replace("dog", "cow"))).status()).isEqualTo(409);
    }

    @Test
    void anAdapterThatDoesNotFitIsNotTaken() {
        rest.post("/v1/models", model("misfit", "v1"));
        String path = "/v1/models/misfit/versions/v1/adapter";

        assertThat(rest.put(path, ADAPTER.replace("""
                ,"dog"]""", "]")).message()).contains("2 scores");
        assertThat(rest.put(path, "{}").code()).isEqualTo("missing_field");
        assertThat(rest.put(path, """
                {"pictures":{}}""").message()).contains("'pictures' is not known");
        assertThat(rest.put("/v1/models/misfit/versions/v2/adapter", ADAPTER).code()).isEqualTo("version_not_found");
        assertThat(rest.put("/v1/models/nobody/versions/v1/adapter", ADAPTER).code()).isEqualTo("model_not_found");
        assertThat(rest.get("/v1/models/misfit/versions/v1").json().has("adapter")).isFalse();
        RestAnswer late = rest.post("/v1/models", adapted("misfit", ADAPTER));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.message()).contains("PUT …/versions/v1/adapter");
    }

    private static String adapted(String name, String adapter) {
        return model(name, "v1", """
                "adapter":%s""".formatted(adapter));
    }

    private static Optional<Version> version(RegistryView view, String model, long number) {
        return view.snapshot().model(model).flatMap(found -> found.version(number));
    }
}
