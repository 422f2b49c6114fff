package io.outrigger.metadata.models;

import static io.outrigger.metadata.testing.Bodies.description;
import static io.outrigger.metadata.testing.Bodies.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of a model's traffic is kept, as its owner says it over REST. */
class CaptureIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1);

    private final Rest rest = registry.rest();

    @Test
    void aModelSaysHowMuchOfItsTrafficIsKept() {
        rest.post("/v1/models", model("kept", "v1"));
        assertThat(rest.get("/v1/models/kept").json().has("capture")).as("nothing unless it is said").isFalse();

        RestAnswer on = capture("kept", """
                {"share":0.25,"outputs":false}""");
        assertThat(on.json().path("capture").toString()).isEqualTo("""
                {"share":0.25,"requests_per_minute":60,"inputs":true,"outputs":false}""");
        assertThat(rest.send("PATCH", "/v1/models/kept", description("x"), "If-Match", "*").json().path("capture"))
                .as("another change leaves it").isEqualTo(on.json().path("capture"));
        rest.post("/v1/models", model("kept-from-the-start", "v1", """
                "capture":{"share":1,"requests_per_minute":6000}"""));
        assertThat(rest.get("/v1/models/kept-from-the-start").json().at("/capture/requests_per_minute").asInt()).isEqualTo(6_000);

        RestAnswer off = capture("kept", """
                {"share":0}""");
        assertThat(off.status()).isEqualTo(200);
        assertThat(off.json().has("capture")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "7", """
            {"share":1.01}""", """
            {"share":-0.1}""", """
            {"share":"all"}""", """
            {"share":[0.1,0.2]}""", """
            {"share":0.1,"requests_per_minute":0}""", """
            {"share":0.1,"requests_per_minute":6001}""", """
            {"share":0.1,"inputs":false,"outputs":false}""", """
            {"share":0.1,"headers":true}""", """
            {"share":0.1,"inputs":1}"""})
    void aCaptureThatMakesNoSenseIsRefused(String setting) {
        rest.post("/v1/models", model("senseless", "v1"));
        RestAnswer refused = capture("senseless", setting);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
    }

    private RestAnswer capture(String model, String setting) {
        return rest.send("PATCH", "/v1/models/" + model, """
                {"capture":%s}""".formatted(setting), "If-Match", "*");
    }
}
