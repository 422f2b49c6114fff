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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers send that is not right: each is refused with its code and a sentence, and nothing of it gets in. */
class RefusalsIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1).with("SIGNATURE_TIMEOUT", "500ms");

    private final Rest rest = registry.rest();

    @BeforeAll
    static void registerModel() {
        registry.rest().post("/v1/models", model("m", "v1"));
    }

    private static String registration(String fields) {
        return """
                {"name":"n","version":"v1","framework":"onnx",%s}""".formatted(fields);
    }

    private static String signature(String datatype, String shape, String rows) {
        return """
                "signature":{"inputs":[{"name":"x","datatype":"%s","shape":%s}],
                 "outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]}],"max_batch_size":%s}""".formatted(datatype, shape, rows);
    }

    private static String described(String fields) {
        return registration(signature("FP32", "[-1,3,8,8]", "4") + "," + fields);
    }

    private void refused(String body, String code, String said) {
        RestAnswer answer = rest.post("/v1/models", body, "Content-Type", "application/json");

        assertThat(answer.code()).as("%s", answer).isEqualTo(code);
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.message()).contains(said).hasSizeLessThan(700);
        assertThat(rest.get("/v1/models/n").status()).isEqualTo(404);
    }

    static Stream<Arguments> excesses() {
        return Stream.of(
                Arguments.of("[".repeat(5_000), "invalid_json", "nested"),
                Arguments.of("""
                        {"a":%s}""".formatted("1".repeat(5_000)), "invalid_json", "digits"),
                Arguments.of("""
                        {"name":"%s","version":"v1","framework":"onnx"}""".formatted("a".repeat(129)), "invalid_model_name", "1 to 128"),
                Arguments.of(described(field("description", "x".repeat(2_001))), "invalid_field", "2000 characters"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                      | invalid_json       | empty
            []                                                      | invalid_json       | a JSON object
            {"name":                                                | invalid_json       | line 1
            name=n&version=v1                                       | invalid_json       | not valid JSON
            {} {}                                                   | invalid_json       | exactly one
            {"name":"a","name":"b"}                                 | invalid_json       | twice
            {"version":"v1","framework":"onnx"}                     | missing_field      | 'name'
            {"name":null,"version":"v1","framework":"onnx"}         | missing_field      | 'name'
            {"name":7,"version":"v1","framework":"onnx"}            | invalid_field      | must be a text; found 7
            {"name":"n","version":1.0,"framework":"onnx"}           | invalid_field      | 'version' must be a text
            {"name":"n","version":true,"framework":"onnx"}          | invalid_field      | 'version' must be a text
            {"name":"n","version":0,"framework":"onnx"}             | invalid_version    | '0'
            {"name":"n","version":-1,"framework":"onnx"}            | invalid_version    | -1
            {"name":"../etc","version":"v1","framework":"onnx"}     | invalid_model_name | ../etc
            {"name":"_A","version":"v1","framework":"onnx"}         | invalid_model_name | '_A'
            {"name":"n\\u0000","version":"v1","framework":"onnx"}   | invalid_field      | control
            {"name":"n","version":"v0","framework":"onnx"}          | invalid_version    | v0
            {"name":"n","version":"v01","framework":"onnx"}         | invalid_version    | leading zeros
            {"name":"n","version":"v9999999999","framework":"onnx"} | invalid_version    | 2147483647
            {"name":"n","version":"stable","framework":"onnx"}      | invalid_version    | stable
            {"name":"n","version":"v1"}                             | missing_field      | framework
            {"name":"n","version":"v1","framework":""}              | invalid_field      | framework
            """)
    @MethodSource("excesses")
    void bodiesThatMakeNoSenseAreRefused(String body, String code, String said) {
        refused(body, code, said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "served_as":"other"                                                     | invalid_field   | 'served_as' must be a JSON object
            "served_as":{"name":"other"}                                            | invalid_field   | 'served_as.name' is not known
            "served_as":{"model":"a b"}                                             | invalid_field   | served_as.model
            "served_as":{"version":"stable"}                                        | invalid_version | stable
            "framwork":"x"                                                          | invalid_field   | 'framwork' is not known
            "fleets":[]                                                             | invalid_field   | at least one
            "fleets":["gpu"]                                                        | fleet_not_found | gpu
            "fleets":["Gpu"]                                                        | invalid_field   | Gpu
            "digest":"abc"                                                          | invalid_field   | SHA-256
            "strategy":"random"                                                     | invalid_field   | round-robin, least-latency
            "default_alias":"v2"                                                    | invalid_version | look like a version
            "adapter":{"image":{"tensor":"z","width":8,"height":8}}                 | invalid_field   | one of [x]
            "adapter":{"image":{"tensor":"x","width":9,"height":8}}                 | invalid_field   | does not fit
            "adapter":{"image":{"tensor":"x","width":8,"height":8,"layout":"NHWC"}} | invalid_field   | does not fit
            "adapter":{"image":{"tensor":"x","width":8,"height":8,"scale":[1,2]}}   | invalid_field   | 3 channels
            "adapter":{"image":{"tensor":"x","width":8,"height":8,"scale":1e400}}   | invalid_field   | finite
            "adapter":{"classification":{"tensor":"y","labels":["a"]}}              | invalid_field   | 2 scores
            "description":"\\ud800"                                                 | invalid_field   | control
            """)
    void fieldsBesideAGoodSignatureThatMakeNoSenseAreRefused(String fields, String code, String said) {
        refused(described(fields), code, said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "endpoint":"http://triton:8001"        | invalid_field | without a scheme
            "endpoint":"triton"                    | invalid_field | host:port
            "endpoint":"triton:99999"              | invalid_field | host:port
            "endpoint":"t:1","fleets":["default"]  | invalid_field | give one
            "signature":[]                         | invalid_field | 'signature' must be a JSON object
            "signature":{"inputs":[]}              | missing_field | signature.outputs
            "signature":{"inputs":[],"outputs":[]} | invalid_field | at least one input
            """)
    void whatStandsForASignatureAndMakesNoSenseIsRefused(String fields, String code, String said) {
        refused(registration(fields), code, said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FLOAT | [-1]                         | 4  | FP32
            FP32  | [3]                          | 4  | begins with -1
            FP32  | [-1,-2]                      | 4  | from -1
            FP32  | [-1,1.5]                     | 4  | shape[1]
            FP32  | [-1,1e3]                     | 4  | whole number
            FP32  | [-1,99999999999999999999]    | 4  | whole number
            FP32  | [-1,65536,65536,65536,65536] | 4  | elements
            FP32  | [-1,2147483647,2147483647,4] | 4  | elements
            FP32  | [-1]                         | -1 | max_batch_size
            """)
    void signaturesThatMakeNoSenseAreRefused(String datatype, String shape, String rows, String said) {
        refused(registration(signature(datatype, shape, rows)), "invalid_field", said);
    }

    @Test
    void tensorsThatMakeNoSenseAreRefused() {
        refused(registration("""
                "signature":{"inputs":[{"name":"x","datatype":"FP32","shape":[-1]}],
                 "outputs":[{"name":"y","optional":true,"datatype":"FP32","shape":[-1,2]}],"max_batch_size":4}"""),
                "invalid_field", "outputs[0].optional");
        refused(registration("""
                "signature":{"inputs":[{"name":"x","datatype":"FP32","shape":[-1]},{"name":"x","datatype":"FP32","shape":[-1,3,8,8]}],
                 "outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]}],"max_batch_size":4}"""),
                "invalid_field", "there twice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
        "GET /v1/models/-UPPER 400 invalid_model_name",
        "GET /v1/models/M 404 model_not_found",
        "GET /v1/models/%00 400 invalid_model_name",
        "GET /v1/models/..%2f..%2fetc 404 route_not_found",
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
