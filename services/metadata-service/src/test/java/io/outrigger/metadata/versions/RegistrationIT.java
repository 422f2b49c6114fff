package io.outrigger.metadata.versions;

import static io.outrigger.metadata.testing.Bodies.description;
import static io.outrigger.metadata.testing.Bodies.field;
import static io.outrigger.metadata.testing.Bodies.model;
import static io.outrigger.metadata.testing.Bodies.pointingAt;
import static io.outrigger.metadata.testing.Bodies.servedAt;
import static io.outrigger.metadata.testing.Bodies.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.testing.StandInModelServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Versions from registration to deletion, over REST. */
class RegistrationIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1).with("SIGNATURE_TIMEOUT", "3s");

    private final Rest rest = registry.rest();

    @Test
    void theShortestCurlLineReadsTheSignatureFromTheRunningServer() throws Exception {
        try (var server = new StandInModelServer()) {
            RestAnswer answer = rest.post("/v1/models",
                    servedAt(server.address(), "digits", "v1"),
                    "Content-Type", "application/x-www-form-urlencoded");

            assertThat(answer.status()).as("%s", answer).isEqualTo(201);
            assertThat(answer.header("Location")).isEqualTo("/v1/models/digits/versions/v1");
            assertThat(answer.json().at("/signature/max_batch_size").asInt()).isEqualTo(16);
            assertThat(answer.json().at("/signature/inputs/0/shape").toString()).isEqualTo("[-1,1,28,28]");
            assertThat(answer.json().at("/signature/inputs/1/optional").asBoolean()).isTrue();
            assertThat(answer.json().at("/aliases").toString()).isEqualTo("""
                    ["stable"]""");
            String fleet = answer.json().at("/fleets/0").asText();
            assertThat(rest.get("/v1/fleets/" + fleet).json().path("address").asText()).isEqualTo(server.address());
        }
    }

    @Test
    void anEndpointThatIsKnownMakesNoSecondFleet() {
        rest.post("/v1/models", model("endpoints", "v1", field("endpoint", "Triton.Example:9001")));
        RestAnswer second = rest.post("/v1/models", model("endpoints", "v2", field("endpoint", "triton.example:9001")));
        RestAnswer standard = rest.post("/v1/models", model("endpoints", "v3", field("endpoint", "localhost:8001")));

        assertThat(second.json().path("fleets").toString()).isEqualTo("""
                ["triton-example-9001"]""");
        assertThat(standard.json().path("fleets").toString()).isEqualTo("""
                ["default"]""");
    }

    @Test
    void aServerThatIsAwayOrDoesNotKnowTheModelIsSaidSo() throws Exception {
        RestAnswer away = rest.post("/v1/models", servedAt("127.0.0.1:1", "away", "v1"));
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.code()).isEqualTo("backend_unavailable");
        try (var server = new StandInModelServer()) {
            String body = servedAt(server.address(), "%s", "v1");
            RestAnswer unknown = rest.post("/v1/models", body.formatted("nobody"));
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.message()).contains("does not have model 'nobody' version v1");
            assertThat(rest.post("/v1/models", body.formatted("silent")).code()).isEqualTo("backend_unavailable");
            assertThat(rest.post("/v1/models", body.formatted("broken")).code()).isEqualTo("backend_failed");
        }
        assertThat(rest.get("/v1/models/away").status()).isEqualTo(404);
    }

    @Test
    void aServerThatLiesIsNotBelieved() throws Exception {
        try (var server = new StandInModelServer()) {
            for (String lie : List.of("nul", "negative", "huge", "many")) {
                RestAnswer answer = rest.post("/v1/models", servedAt(server.address(), lie, "v1"));
                assertThat(answer.status()).as("%s: %s", lie, answer).isEqualTo(400);
                assertThat(answer.message()).contains("The model server at " + server.address() + " describes the model");
                assertThat(rest.get("/v1/models/" + lie).status()).isEqualTo(404);
            }
        }
    }

    @Test
    void addressesOfManyKindsAreNeverAFaultOfOurs() {
        for (String endpoint : List.of("[::1]:1", "[fe80::1]:1", "[::::]:1", "no-such-host.invalid:8001", "under_score.invalid:8001",
                "a..b:8001", "1.2.3:1", "999.1.1.1:8001", "0.0.0.0:1", "[1.2.3.4]:8001")) {
            RestAnswer answer = rest.post("/v1/models", servedAt(endpoint, "odd", "v1"));
            assertThat(answer.status()).as("%s: %s", endpoint, answer).isIn(400, 503);
        }
    }

    @Test
    void theSameAgainIsFineAndSomethingElseIsAConflict() {
        assertThat(rest.post("/v1/models", model("same", "v1")).status()).isEqualTo(201);
        assertThat(rest.post("/v1/models", model("same", "1")).status()).isEqualTo(200);
        assertThat(rest.post("/v1/models/same/versions", version("v1")).status()).isEqualTo(200);

        RestAnswer other = rest.post("/v1/models/same/versions", version("v1", 5));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.message()).contains("its signature is different");
        RestAnswer digest = rest.post("/v1/models", model("same", "v1", field("digest", "sha256:" + "ab".repeat(32))));
        assertThat(digest.message()).contains("its artifact_sha256 is different");
    }

    @Test
    void aVersionIsUnderstoodAsANumberAndANameKeepsItsCapitals() {
        RestAnswer number = rest.post("/v1/models", model("ResNet50_FP16", "v1").replace("""
                "v1",""", "1,"));
        assertThat(number.status()).as("%s", number).isEqualTo(201);
        assertThat(number.json().path("version").asText()).isEqualTo("v1");
        assertThat(rest.post("/v1/models", model("ResNet50_FP16", "1")).status()).isEqualTo(200);
        assertThat(rest.put("/v1/models/ResNet50_FP16/aliases/canary", pointingAt(1)).status()).isEqualTo(201);

        assertThat(rest.get("/v1/models/resnet50_fp16").status()).as("capitals are names of their own").isEqualTo(404);
        assertThat(rest.post("/v1/models", model("resnet50_fp16", "v1")).status()).isEqualTo(201);
        assertThat(rest.delete("/v1/models/resnet50_fp16").status()).isEqualTo(204);
        assertThat(rest.get("/v1/models/ResNet50_FP16").json().path("name").asText()).isEqualTo("ResNet50_FP16");
    }

    @Test
    void aVersionThatMightBeBatchedAndIsNotSaysHow() {
        String unbatched = model("unbatched", "v1").replace(":8,", ":0,");
        RestAnswer registered = rest.post("/v1/models", unbatched);
        assertThat(registered.status()).as("%s", registered).isEqualTo(201);
        assertThat(registered.json().at("/notices/0").asText()).contains("v1 is not batched", "max_batch_size in config.pbtxt");
        assertThat(rest.post("/v1/models", unbatched).json().path("notices")).hasSize(1);

        assertThat(rest.post("/v1/models", model("unbatched", "v2")).json().has("notices")).isFalse();
        RestAnswer fixed = rest.post("/v1/models", unbatched.replace("v1", "v3").replace("[-1,2]", "[1,2]"));
        assertThat(fixed.status()).as("%s", fixed).isEqualTo(201);
        assertThat(fixed.json().has("notices")).as("one row out whatever goes in").isFalse();
    }

    @Test
    void manyRegistrationsOfOneVersionAtOnceMakeItOnce() {
        var statuses = IntStream.range(0, 20).parallel().mapToObj(i -> rest.post("/v1/models", model("race", "v1")).status()).toList();

        assertThat(statuses).containsOnly(200, 201);
        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(1);
    }

    @Test
    void aDeletedNumberIsNeverUsedAgainNotEvenAfterTheModelIsGone() {
        rest.post("/v1/models", model("retired", "v1"));
        rest.post("/v1/models", model("retired", "v2"));
        RestAnswer inUse = rest.delete("/v1/models/retired/versions/v1");
        assertThat(inUse.code()).isEqualTo("in_use");
        assertThat(inUse.message()).contains("the alias stable points at it");
        assertThat(rest.delete("/v1/models/retired/versions/2").status()).isEqualTo(204);

        RestAnswer again = rest.post("/v1/models", model("retired", "v2"));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.message()).contains("never used again");
        assertThat(rest.delete("/v1/models/retired").status()).isEqualTo(204);
        assertThat(rest.get("/v1/models/retired").status()).isEqualTo(404);
        assertThat(rest.post("/v1/models", model("retired", "v1")).status()).isEqualTo(409);
        assertThat(rest.post("/v1/models", model("retired", "v3")).status()).isEqualTo(201);
    }

    @Test
    void aModelWithMoreThanOneVersionIsDeletedByForceOnly() {
        rest.post("/v1/models", model("forced", "v1"));
        rest.post("/v1/models", model("forced", "v2"));
        RestAnswer refused = rest.delete("/v1/models/forced");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message()).contains("v1, v2").contains("?force=true");
        assertThat(rest.delete("/v1/models/forced?force=true").status()).isEqualTo(204);
        assertThat(rest.delete("/v1/models/forced?force=true").status()).isEqualTo(404);
    }

    @Test
    void aModelsOwnPartIsChangedByPatch() {
        rest.post("/v1/models", model("patched", "v1", """
                "description":"first","strategy":"least-latency","default_alias":"live"\
                """));
        RestAnswer before = rest.get("/v1/models/patched");
        assertThat(before.json().path("strategy").asText()).isEqualTo("least-latency");
        assertThat(before.json().path("aliases").toString()).isEqualTo("""
                {"live":"v1","stable":"v1"}""");

        RestAnswer patched = rest.send("PATCH", "/v1/models/patched", description("zweite – ✓"),
                "If-Match", before.header("ETag"));
        assertThat(patched.json().path("description").asText()).isEqualTo("zweite – ✓");
        assertThat(rest.send("PATCH", "/v1/models/patched", description("x"), "If-Match", before.header("ETag")).code())
                .isEqualTo("stale_revision");
        RestAnswer unconditional = rest.send("PATCH", "/v1/models/patched", description("x"));
        assertThat(unconditional.status()).isEqualTo(428);
        assertThat(unconditional.code()).isEqualTo("precondition_required");
        assertThat(unconditional.message()).contains("model 'patched'", patched.header("ETag"));
        RestAnswer unchanged = rest.send("PATCH", "/v1/models/patched", description("zweite – ✓"));
        assertThat(unchanged.status()).as("what changes nothing undoes nobody's change").isEqualTo(200);
        assertThat(unchanged.header("ETag")).isEqualTo(patched.header("ETag"));
        assertThat(rest.send("PATCH", "/v1/models/patched", """
                {"default_alias":"canary"}""").code()).isEqualTo("invalid_field");
        assertThat(rest.get("/v1/models/patched", "If-None-Match", patched.header("ETag")).status()).isEqualTo(304);
    }

    @Test
    void aModelMayRefuseToHaveItsRequestsShareCallsAndAllowItAgain() {
        rest.post("/v1/models", model("alone", "v1", field("batching", "off")));
        RestAnswer off = rest.get("/v1/models/alone");
        assertThat(off.json().path("batching").asText()).isEqualTo("off");
        rest.post("/v1/models", model("alone", "v2", field("batching", "on")));
        assertThat(rest.get("/v1/models/alone").json().path("batching").asText()).as("what exists keeps what it has").isEqualTo("off");
        assertThat(rest.send("PATCH", "/v1/models/alone", description("x"), "If-Match", "*").json().path("batching").asText())
                .isEqualTo("off");

        RestAnswer refused = rest.send("PATCH", "/v1/models/alone", batching("true"), "If-Match", "*");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).isEqualTo("Field 'batching' must be one of on, off; found 'true'.");
        RestAnswer on = rest.send("PATCH", "/v1/models/alone", batching("on"), "If-Match", "*");
        assertThat(on.json().path("batching").asText()).isEqualTo("on");
        assertThat(rest.send("PATCH", "/v1/models/alone", batching("on")).header("ETag")).isEqualTo(on.header("ETag"));
        assertThat(rest.send("PATCH", "/v1/models/alone", batching("off")).status()).isEqualTo(428);
    }

    private static String batching(String word) {
        return "{" + field("batching", word) + "}";
    }

    @Test
    void theListComesInPages() {
        for (int i = 0; i < 5; i++) {
            rest.post("/v1/models", model("page-" + i, "v1"));
        }
        RestAnswer first = rest.get("/v1/models?page_size=2");
        assertThat(first.json().path("models")).hasSize(2);
        RestAnswer second = rest.get("/v1/models?page_size=500&page_token=" + first.json().path("next_page_token").asText());
        assertThat(second.json().path("models").get(0).path("name").asText())
                .isGreaterThan(first.json().path("models").get(1).path("name").asText());
        assertThat(second.json().has("next_page_token")).isFalse();
        assertThat(rest.get("/v1/models/page-1/versions").json().at("/versions/0/version").asText()).isEqualTo("v1");
    }
}
