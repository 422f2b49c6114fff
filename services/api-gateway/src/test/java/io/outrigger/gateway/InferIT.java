package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.gateway.testing.Models;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.SamplePictures;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/infer}, good requests. */
class InferIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PICTURE = SamplePictures.base64("7-1.png");

    @Test
    void answersWithEverythingThatThePlatformKnows() throws IOException {
        JsonNode answer = ok(GATEWAY.postJson("/v1/infer", """
                {"model":"sample-classifier","id":"mine","input":{"image":"%s"}}""".formatted(PICTURE)));

        assertThat(answer.get("id").asText()).isEqualTo("mine");
        assertThat(answer.get("model").asText()).isEqualTo("sample-classifier");
        assertThat(answer.get("version").asText()).isEqualTo("v1");
        assertThat(answer.get("digest").asText()).isEqualTo("sha256:" + Models.DIGEST);
        assertThat(answer.at("/outputs/0/name").asText()).isEqualTo("probabilities");
        assertThat(answer.at("/outputs/0/data")).hasSize(10);
        assertThat(answer.get("classification")).hasSize(5);
        assertThat(answer.at("/classification/0/label").asText()).isEqualTo("7");
        assertThat(answer.at("/classification/0/score").floatValue()).isEqualTo(0.91f);
        JsonNode timing = answer.get("timing_ms");
        assertThat(timing.get("queue").asDouble()).isEqualTo(0.5);
        assertThat(timing.get("backend").asDouble()).isEqualTo(1.25);
        assertThat(timing.get("route").asDouble()).isGreaterThanOrEqualTo(0.25);
        assertThat(timing.get("auth").asDouble()).isPositive();
        assertThat(timing.get("validate").asDouble()).isPositive();
        assertThat(timing.get("total").asDouble()).isGreaterThan(timing.get("validate").asDouble());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "v1"     | v1
            "1"      | v1
            1        | v1
            "stable" | v1
            "canary" | v2
            "v2"     | v2
            2        | v2
            """)
    void takesVersionsInEverySpelling(String asked, String answered) throws IOException {
        JsonNode answer = ok(GATEWAY.postJson("/v1/infer", """
                {"input":{"image":"%s"},"version":%s,"model":"sample-classifier"}""".formatted(PICTURE, asked)));

        assertThat(answer.get("version").asText()).isEqualTo(answered);
        assertThat(GATEWAY.router().last().header("x-outrigger-version")).isEqualTo(answered);
        assertThat(GATEWAY.router().last().message().getModelVersion()).isEqualTo(answered.substring(1));
    }

    @Test
    void followsAnAlias() {
        String body = picture("moving");
        for (long version : new long[] {1, 2, 1}) {
            GATEWAY.register(Models.moving(version));
            Eventually.isTrue(() -> new String(GATEWAY.postJson("/v1/infer", body).body()).contains("""
                    "version":"v%d",""".formatted(version)));
        }
    }

    @Test
    void takesTensors() throws IOException {
        JsonNode answer = ok(GATEWAY.postJson("/v1/infer", """
                {"model":"plain","input":{"tensors":[
                 {"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},
                 {"data":[[5,6]],"name":"b","shape":[1,2],"datatype":"INT64"}]}}"""));

        assertThat(answer.get("version").asText()).isEqualTo("v1");
        assertThat(answer.get("digest").isNull()).isTrue();
        assertThat(answer.has("classification")).isFalse();
        assertThat(answer.get("id").asText()).as("the correlation id, for want of another").isNotBlank();
    }

    /** curl says form, asyncio clients octet-stream, Java's StringEntity ISO-8859-1, some nothing; a body is JSON whatever it is called. */
    @ParameterizedTest
    @ValueSource(strings = {"", "application/json; charset=utf-8", "application/json;charset=\"UTF-8\"", "application/octet-stream",
        "application/x-www-form-urlencoded", "text/plain;charset=US-ASCII", "text/plain; charset=ISO-8859-1",
        "application/vnd.api+json", "*/*", "json", "image/png"})
    void takesJsonUnderEveryName(String type) throws IOException {
        for (String[] request : new String[][] {
            {"/v1/infer", picture("sample-classifier")},
            {"/v2/models/plain/infer", """
                    {"inputs":[{"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},
                     {"data":[[5,6]],"name":"b","shape":[1,2],"datatype":"INT64"}]}"""},
            {"/v2/repository/index", """
                    {"ready":true}"""}}) {
            HttpRequest.Builder asked = GATEWAY.request(request[0], GATEWAY.tokens().with("infer admin"));
            if (!type.isEmpty()) {
                asked.header("content-type", type);
            }
            ok(GATEWAY.send(asked.POST(HttpRequest.BodyPublishers.ofString(request[1])).build()));
        }
    }

    /** RFC 4648 with and without padding and URL-safe, MIME's lines, a browser's data: URL. */
    @Test
    void takesPicturesInEveryFormOfBase64() throws IOException {
        byte[] picture = Base64.getDecoder().decode(PICTURE);
        for (String form : List.of(Base64.getMimeEncoder().encodeToString(picture).replace("\r\n", "\\r\\n"),
                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(picture).replace("\n", "\\n") + "\\n",
                Base64.getUrlEncoder().encodeToString(picture), Base64.getEncoder().withoutPadding().encodeToString(picture),
                "data:image/png;base64," + PICTURE, PICTURE.replace("/", "\\/").replace("+", "\\u002b"))) {
            JsonNode answer = ok(GATEWAY.postJson("/v1/infer", """
                    {"model":"sample-classifier","version":null,"id":null,"input":{"tensors":null,"image":"%s"}}""".formatted(form)));
            assertThat(answer.at("/outputs/0/data")).as(form).hasSize(10);
        }
    }

    @Test
    void leavesTheVersionToTheMeshWhereItSplitsTheFleet() throws IOException {
        JsonNode answer = ok(GATEWAY.postJson("/v1/infer", picture("split")));

        assertThat(GATEWAY.router().last().header("x-outrigger-version")).isNull();
        assertThat(GATEWAY.router().last().message().getModelVersion()).isEmpty();
        assertThat(answer.get("version").asText()).as("what the server says").isEqualTo("v2");
    }

    @Test
    void setsTheHeadersItselfAndBelievesNoneFromOutside() {
        HttpRequest.Builder request = GATEWAY.request("/v1/infer", GATEWAY.tokens().with("infer"))
                .header("content-type", "application/json").header("x-request-id", "abc-123").header("traceparent", "bogus");
        for (String name : new String[] {"version", "fleet", "tenant", "priority", "bucket", "model", "other"}) {
            request.header("x-outrigger-" + name, "forged");
        }
        HttpResponse<byte[]> response = GATEWAY.send(request.POST(HttpRequest.BodyPublishers.ofString(picture("sample-classifier")))
                .build());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-request-id")).contains("abc-123");
        assertThat(GATEWAY.router().last().header("x-request-id")).isEqualTo("abc-123");
        assertThat(GATEWAY.router().last().header("x-outrigger-model")).isEqualTo("sample-classifier");
        assertThat(GATEWAY.router().last().header("x-outrigger-version")).isEqualTo("v1");
        assertThat(GATEWAY.router().last().header("x-outrigger-fleet")).isNull();
        assertThat(GATEWAY.router().last().header("x-outrigger-tenant")).isEqualTo("team-a");
        assertThat(GATEWAY.router().last().header("x-outrigger-priority")).isEqualTo("live");
        assertThat(GATEWAY.router().last().header("x-outrigger-bucket")).matches("[0-9]{1,2}");
        assertThat(GATEWAY.router().last().header("x-outrigger-other")).isNull();
    }

    @Test
    void carriesTheDeadlineOn() {
        String body = """
                {"model":"plain","input":{"tensors":[
                 {"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},
                 {"name":"b","shape":[1,2],"datatype":"INT64","data":[5,6]}]}}""";

        GATEWAY.postJson("/v1/infer", body);
        assertThat(GATEWAY.router().last().timeLeftMs().orElseThrow()).as("the version's own").isBetween(1L, 2_000L);
        GATEWAY.send(GATEWAY.request("/v1/infer", GATEWAY.tokens().with("infer")).header("X-Request-Timeout-Ms", "700")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build());
        assertThat(GATEWAY.router().last().timeLeftMs().orElseThrow()).as("the caller's").isBetween(1L, 700L);
        GATEWAY.postJson("/v1/infer", picture("split"));
        assertThat(GATEWAY.router().last().timeLeftMs().orElseThrow()).as("the gateway's").isBetween(2_001L, 10_000L);
    }

    private static String picture(String model) {
        return """
                {"model":"%s","input":{"image":"%s"}}""".formatted(model, PICTURE);
    }

    private static JsonNode ok(HttpResponse<byte[]> response) throws IOException {
        JsonNode body = JSON.readTree(response.body());
        assertThat(response.statusCode()).as(body.toPrettyString()).isEqualTo(200);
        return body;
    }
}
