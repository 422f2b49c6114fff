package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ServerLiveRequest;
import io.outrigger.proto.inference.ServerMetadataRequest;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of an API key, and what a key opens. */
class KeysIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String READER = """
            {"name":"a reader","scopes":["models:read"]}""";

    @Test
    void aKeyIsTakenInBothHeadersOnRestAndGrpc() {
        String key = create(READER).path("key").asText();
        assertThat(key).startsWith("ork_");
        assertThat(GATEWAY.get("/v2", key).statusCode()).isEqualTo(200);
        assertThat(with("X-API-Key", key).statusCode()).isEqualTo(200);
        assertThat(grpc("x-api-key", key)).isEqualTo(Status.Code.OK);
        assertThat(grpc("authorization", "Bearer " + key)).isEqualTo(Status.Code.OK);
    }

    @Test
    void aKeyIsShownOnceAndListedWithoutItself() {
        JsonNode made = create(READER);
        String listed = new String(GATEWAY.get("/v1/keys", admin()).body());
        assertThat(listed).contains(made.path("prefix").asText(), "a reader").doesNotContain(made.path("key").asText());
    }

    @Test
    void aRevokedKeyIsRefusedAtOnce() {
        JsonNode made = create(READER);
        String key = made.path("key").asText();
        assertThat(json(send("DELETE", "/v1/keys/" + made.path("id").asText(), "", 200)).path("status").asText()).isEqualTo("revoked");
        HttpResponse<byte[]> refused = GATEWAY.get("/v2", key);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(new String(refused.body())).contains("has been revoked", made.path("prefix").asText()).doesNotContain(key);
        assertThat(refused.headers().firstValue("www-authenticate").orElse("")).contains("invalid_token");
    }

    @Test
    void aPageHasAsManyKeysAsTheDocumentSays() {
        send("GET", "/v1/keys?limit=100", "", 200);
        assertThat(json(send("GET", "/v1/keys?limit=101", "", 400)).path("code").asText()).isEqualTo("invalid_field");
    }

    @Test
    void aRotationKeepsTheOldKeyForTheOverlap() {
        JsonNode first = create(READER);
        JsonNode second = json(send("POST", "/v1/keys/" + first.path("id").asText() + "/rotate", "", 200));
        assertThat(GATEWAY.get("/v2", first.path("key").asText()).statusCode()).isEqualTo(200);
        assertThat(GATEWAY.get("/v2", second.path("key").asText()).statusCode()).isEqualTo(200);
        JsonNode third = json(send("POST", "/v1/keys/" + first.path("id").asText() + "/rotate", """
                {"overlap_s":0}""", 200));
        assertThat(GATEWAY.get("/v2", third.path("key").asText()).statusCode()).isEqualTo(200);
        assertThat(new String(GATEWAY.get("/v2", second.path("key").asText()).body())).contains("was changed for a new one");
        assertThat(GATEWAY.get("/v2", first.path("key").asText()).statusCode()).isEqualTo(401);
    }

    @Test
    void anExpiredKeySaysSo() {
        JsonNode made = create("""
                {"name":"short","scopes":["models:read"],"expires_in_s":1}""");
        Eventually.passes(() -> assertThat(new String(GATEWAY.get("/v2", made.path("key").asText()).body()))
                .contains("token_expired", "expired at"));
    }

    @Test
    void scopesAndModelsHoldForKeys() {
        String key = create("""
                {"name":"limited","scopes":["infer"],"models":["plain"]}""").path("key").asText();
        assertThat(new String(GATEWAY.get("/v1/keys", key).body())).contains("forbidden", "the scope 'admin'; the key has [infer]");
        assertThat(new String(GATEWAY.get("/v2/models/sample-classifier", key).body())).contains("the key is limited to 'plain'");
        assertThat(GATEWAY.get("/v2/models/plain", key).statusCode()).isNotEqualTo(403);
    }

    @Test
    void theLastUseIsTold() {
        JsonNode made = create(READER);
        GATEWAY.get("/v2", made.path("key").asText());
        Eventually.isTrue(() -> GATEWAY.registry().keyUses().containsKey(made.path("id").asText()));
    }

    @Test
    void twoCredentialsAreNone() {
        String key = create(READER).path("key").asText();
        String token = GATEWAY.tokens().with("infer");
        HttpResponse<byte[]> both = GATEWAY.send(GATEWAY.request("/v2", token).header("X-API-Key", key).build());
        assertThat(both.statusCode()).isEqualTo(401);
        assertThat(GATEWAY.send(GATEWAY.request("/v2", key).header("X-API-Key", key).build()).statusCode()).as("one, twice").isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                       | missing_field      | name
            {"name":"a"}                                             | missing_field      | scopes
            {"name":"a","scopes":[]}                                 | invalid_field      | at least one
            {"name":"a","scopes":["root"]}                           | invalid_field      | root
            {"name":"a","scopes":["infer"],"limits":{}}              | missing_field      | requests_per_minute
            {"name":"a","scopes":["infer"],"limits":{"burst":1}}     | missing_field      | burst
            {"name":"a","scopes":["infer"],"models":["../x"]}        | invalid_model_name | ../x
            {"name":"a","scopes":["infer"],"expires_in_s":0}         | invalid_field      | expires_in_s
            {"name":"a","scopes":["infer"],"key":"ork_mine"}         | invalid_field      | key
            {"name":" ","scopes":["infer"]}                          | invalid_field      | name
            """)
    void whatIsNoKeyIsRefused(String body, String code, String word) {
        assertThat(new String(send("POST", "/v1/keys", body, 400).body())).contains(code, word);
    }

    @Test
    void whoIsLimitedToModelsGivesAwayNoOthers() {
        String limited = GATEWAY.tokens().limitedTo("plain", "admin");
        assertThat(GATEWAY.send(GATEWAY.request("/v1/keys", limited).POST(HttpRequest.BodyPublishers.ofString("""
                {"name":"a","scopes":["infer"],"models":["sample-classifier"]}""")).build()).statusCode()).isEqualTo(403);
        HttpResponse<byte[]> made = GATEWAY.send(GATEWAY.request("/v1/keys", limited).POST(HttpRequest.BodyPublishers.ofString("""
                {"name":"a","scopes":["infer"]}""")).build());
        assertThat(json(made).path("models").toString()).isEqualTo("""
                ["plain"]""");
    }

    @Test
    void whoIsLimitedToModelsComesByNoOthersByRotation() {
        String limited = GATEWAY.tokens().limitedTo("plain", "admin");
        String everyModel = create(READER).path("id").asText();
        String plain = create("""
                {"name":"a","scopes":["infer"],"models":["plain"]}""").path("id").asText();
        assertThat(rotated(everyModel, limited)).isEqualTo(403);
        assertThat(rotated(plain, limited)).isEqualTo(200);
        assertThat(rotated("key_none", limited)).isEqualTo(404);
    }

    private static int rotated(String id, String token) {
        return GATEWAY.status("POST", "/v1/keys/" + id + "/rotate", token);
    }

    @Test
    void aCallThatIsLeftBeforeItSaysWhatItWantsIsCounted() {
        String key = create("""
                {"name":"a","scopes":["infer"],"limits":{"requests_per_minute":1,"burst":100}}""").path("key").asText();
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER), key);
        List<ClientCall<?, ?>> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            var call = GATEWAY.channel().newCall(GRPCInferenceServiceGrpc.getModelInferMethod(), CallOptions.DEFAULT);
            Metadata own = new Metadata();
            own.merge(headers);
            call.start(new ClientCall.Listener<>() { }, own);
            calls.add(call);
        }
        GATEWAY.stub("infer").serverLive(ServerLiveRequest.getDefaultInstance()); // what begins a call goes out with the next that is sent
        Eventually.isTrue(() -> metrics().contains("calls_in_flight{protocol=\"grpc\",service=\"api-gateway\"} 5.0"));
        calls.forEach(call -> call.cancel("it has thought better of it", null));
        AtomicInteger asked = new AtomicInteger();
        Eventually.isTrue(() -> with("X-API-Key", key).headers().firstValue("ratelimit").orElse("")
                .contains("r=" + (95 - asked.incrementAndGet()) + ";"));
    }

    private static String metrics() {
        return new String(GATEWAY.send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + GATEWAY.gateway().managementPort() + "/metrics")).build()).body());
    }

    private static JsonNode create(String body) {
        return json(send("POST", "/v1/keys", body, 201));
    }

    private static HttpResponse<byte[]> send(String method, String path, String body, int status) {
        HttpResponse<byte[]> answer = GATEWAY.send(GATEWAY.request(path, admin()).header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)).build());
        assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(status);
        return answer;
    }

    private static HttpResponse<byte[]> with(String header, String value) {
        return GATEWAY.send(GATEWAY.request("/v2", null).header(header, value).build());
    }

    private static Status.Code grpc(String header, String value) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value);
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class,
                () -> GRPCInferenceServiceGrpc.newBlockingStub(GATEWAY.channel())
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                        .serverMetadata(ServerMetadataRequest.getDefaultInstance()));
        return refused == null ? Status.Code.OK : refused.getStatus().getCode();
    }

    private static String admin() {
        return GATEWAY.tokens().with("admin");
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(new String(answer.body()), e);
        }
    }
}
