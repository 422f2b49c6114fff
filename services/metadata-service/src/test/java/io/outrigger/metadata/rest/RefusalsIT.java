package io.outrigger.metadata.rest;

import static io.outrigger.metadata.testing.Bodies.field;
import static io.outrigger.metadata.testing.Bodies.fleet;
import static io.outrigger.metadata.testing.Bodies.model;
import static io.outrigger.metadata.testing.Bodies.pointingAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses, content and tokens that are not right: each is refused with its code and a sentence. */
class RefusalsIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1).with("SIGNATURE_TIMEOUT", "500ms");

    private final Rest rest = registry.rest();

    @BeforeAll
    static void registerModel() {
        registry.rest().post("/v1/models", model("m", "v1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
        "GET /v1/models/-UPPER 400 invalid_model_name",
        "GET /v1/models/M 404 model_not_found",
        "GET /v1/models/%00 400 invalid_model_name",
        "GET /v1/models/..%2f..%2fetc 400 malformed_request",
        "GET /v1/models/nobody 404 model_not_found",
        "GET /v1/models/nobody/versions 404 model_not_found",
        "GET /v1/models/m/versions/v2 404 version_not_found",
        "GET /v1/models/m/versions/stable 400 invalid_version",
        "GET /v1/models/m/versions/v99999999999999999999 400 invalid_version",
        "GET /v1/models/m/aliases/canary 404 alias_not_found",
        "GET /v1/models/m/aliases/V1 400 invalid_version",
        "GET /v1/models?page_size=0 400 invalid_field",
        "GET /v1/models?page_size=501 400 invalid_field",
        "GET /v1/models?page_size=x 400 invalid_field",
        "GET /v1/models?page_size=1&page_size=2 400 invalid_field",
        "GET /v1/models?page_token=!! 400 invalid_field",
        "GET /v1/fleets/nobody 404 fleet_not_found",
        "DELETE /v1/models/nobody 404 model_not_found",
        "DELETE /v1/models/m?force=yes 400 invalid_field",
        "DELETE /v1/models/m/versions/v2 404 version_not_found",
        "DELETE /v1/models/m/versions/v1 409 in_use",
        "DELETE /v1/fleets/default 409 in_use",
        "DELETE /v1/models 405 method_not_allowed",
        "PUT /v1/models/m 405 method_not_allowed",
        "DELETE /v1/models/m/versions/v1/adapter 405 method_not_allowed",
        "GET /v1 404 route_not_found",
        "GET /v2/models 404 route_not_found",
    })
    void addressesThatLeadNowhereAreRefused(String method, String path, int status, String code) {
        RestAnswer answer = rest.send(method, path, null);

        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.message()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
            /v1/models/m/aliases/a {} missing_field
            /v1/models/m/aliases/a {"version":"stable"} invalid_version
            /v1/models/m/aliases/a {"version":"v1","weight":5} invalid_field
            /v1/models/m/aliases/a {"version":["v1"]} invalid_field
            /v1/fleets/f {} missing_field
            /v1/fleets/f {"address":""} invalid_field
            /v1/fleets/f {"address":"a:1","mesh":"yes"} invalid_field
            /v1/fleets/f {"address":"a:1","replicas":0} invalid_field
            /v1/fleets/f {"address":"a:1","replicas":-1} invalid_field
            /v1/fleets/f {"address":"a:1","replicas":10001} invalid_field
            /v1/fleets/f {"address":"a:1","replicas":4.0} invalid_field
            /v1/fleets/f {"address":"a:1","replicas":"4"} invalid_field
            /v1/fleets/f {"address":"a:1","replicas":[4]} invalid_field
            /v1/fleets/default {"address":"a:1"} invalid_field
            /v1/fleets/-f {"address":"a:1"} invalid_field
            """)
    void aliasesAndFleetsThatMakeNoSenseAreRefused(String path, String body, String code) {
        RestAnswer answer = rest.put(path, body);

        assertThat(answer.code()).as("%s", answer).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void otherContentIsRefused() {
        assertThat(rest.post("/v1/models", "<model/>", "Content-Type", "text/xml").code()).isEqualTo("invalid_json");
        assertThat(rest.post("/v1/models", model("t", "v1"), "Content-Type", "application/json; charset=utf-16").code())
                .isEqualTo("unsupported_media_type");
        assertThat(rest.post("/v1/models", "{}", "Content-Type", "rubbish").code()).as("read as JSON").isEqualTo("missing_field");
        assertThat(rest.post("/v1/models", " ".repeat(2 << 20), "Content-Type", "application/json").code()).isEqualTo("payload_too_large");
        byte[] latin1 = model("t", "v1", field("description", "ü")).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(rest.sendBytes("POST", "/v1/models", latin1).code()).isEqualTo("invalid_json");
    }

    @Test
    void aTokenForNoModelSeesAndChangesNone() {
        rest.post("/v1/models", model("seen", "v1"));
        Rest none = rest.as(registry.token("models:read models:write", List.of()));

        assertThat(none.get("/v1/models").json().get("models")).isEmpty();
        assertThat(none.get("/v1/models/seen").code()).isEqualTo("forbidden");
        assertThat(none.post("/v1/models", model("other", "v1")).code()).isEqualTo("forbidden");
        assertThat(none.put("/v1/fleets/f", fleet("a:1")).code()).isEqualTo("forbidden");
        assertThat(rest.as(registry.token("models:read")).get("/v1/models/seen").status()).isEqualTo(200);
    }

    @Test
    void everyRouteWantsATokenWithItsScope() {
        for (String path : new String[] {"/v1/models", "/v1/models/m", "/v1/models/m/versions", "/v1/models/m/versions/v1",
                "/v1/models/m/aliases", "/v1/models/m/aliases/stable", "/v1/fleets", "/v1/fleets/default"}) {
            RestAnswer none = rest.as(null).get(path);
            assertThat(none.code()).as(path).isEqualTo("unauthenticated_caller");
            assertThat(none.header("WWW-Authenticate")).isNotEmpty();
            assertThat(rest.as(registry.token("infer models:write")).get(path).code()).isEqualTo("forbidden");
            assertThat(rest.as(registry.token("models:read")).get(path).status()).isEqualTo(200);
        }
        Rest reader = rest.as(registry.token("models:read"));
        assertThat(reader.post("/v1/models", model("t", "v1")).code()).isEqualTo("forbidden");
        assertThat(reader.post("/v1/models/m/versions", "{}").code()).isEqualTo("forbidden");
        assertThat(reader.send("PATCH", "/v1/models/m", "{}").code()).isEqualTo("forbidden");
        assertThat(reader.delete("/v1/models/m").code()).isEqualTo("forbidden");
        assertThat(reader.put("/v1/models/m/versions/v1/adapter", "{}").code()).isEqualTo("forbidden");
        assertThat(reader.delete("/v1/models/m/versions/v1").code()).isEqualTo("forbidden");
        assertThat(reader.put("/v1/models/m/aliases/a", pointingAt("v1")).code()).isEqualTo("forbidden");
        assertThat(reader.delete("/v1/models/m/aliases/a").code()).isEqualTo("forbidden");
        assertThat(reader.put("/v1/fleets/f", fleet("a:1")).code()).isEqualTo("forbidden");
        assertThat(reader.delete("/v1/fleets/f").code()).isEqualTo("forbidden");
        assertThat(rest.as(registry.expiredToken()).get("/v1/models").code()).isEqualTo("token_expired");
        assertThat(rest.as("eyJhbGciOiJub25lIn0.e30.").get("/v1/models").status()).isEqualTo(401);
    }

    @Test
    void aTokenForSomeModelsSeesOnlyThose() {
        rest.post("/v1/models", model("mine", "v1"));
        Rest limited = rest.as(registry.token("models:read models:write", List.of("mine")));

        assertThat(limited.get("/v1/models").json().path("models")).hasSize(1);
        assertThat(limited.get("/v1/models/m").code()).isEqualTo("forbidden");
        assertThat(limited.post("/v1/models", model("m", "v2")).code()).isEqualTo("forbidden");
        assertThat(limited.post("/v1/models", model("mine", "v2")).status()).isEqualTo(201);
        assertThat(limited.put("/v1/fleets/f", fleet("a:1")).code()).isEqualTo("forbidden");
    }
}
