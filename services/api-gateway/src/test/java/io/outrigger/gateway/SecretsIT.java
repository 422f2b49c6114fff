package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ServerMetadataRequest;
import io.outrigger.testing.LogLines;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;

/** Keys and tokens, good and bad, where they belong and where they do not: none is repeated in a log, an error, a metric. */
class SecretsIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private final LogLines logged = LogLines.of(Logger.ROOT_LOGGER_NAME);
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void listenNoMore() {
        logged.close();
    }

    @Test
    void aSecretIsNeverRepeated() {
        String token = GATEWAY.tokens().with("infer admin batch");
        HttpResponse<byte[]> made = GATEWAY.send(GATEWAY.request("/v1/keys", token).POST(HttpRequest.BodyPublishers.ofString("""
                {"name":"planted","scopes":["infer"],"expires_in_s":3600}""")).build());
        String key = new String(made.body()).replaceFirst("(?s).*(ork_[0-9A-Za-z]{38}).*", "$1");
        assertThat(key).startsWith("ork_").hasSize(42);
        List<String> secrets = List.of(token, key, token.replaceFirst("\\.[^.]*$", ".c2lnbmVkLWJ5LW5vYm9keS1hdC1hbGwtYmFk"),
                key.substring(0, 20) + (key.charAt(20) == 'a' ? 'b' : 'a') + key.substring(21));
        secrets.forEach(this::plant);
        assertThat(logged.lines()).isNotEmpty();
        logged.lines().forEach(line -> said.add(line.toString()));
        said.add(metrics());
        for (String secret : secrets) {
            String unsaid = secret.substring(secret.length() - 20);
            assertThat(said.stream().filter(text -> text.contains(unsaid))).isEmpty();
        }
    }

    /** Sends it in every place of a request in which a client may put it. */
    private void plant(String secret) {
        String json = """
                {"model":"%s","version":"%s","input":{"%s":1}}""".formatted(secret, secret, secret);
        for (String path : List.of("/v2", "/v1/keys", "/" + secret, "/v2/models/" + secret, "/v1/jobs/" + secret, "/v1/keys/" + secret,
                "/v1/files/" + secret, "/v2?access_token=" + secret, "/v1/jobs?" + secret + "=1", "/v1/jobs?after=" + secret,
                "/v1/limits/tenants/" + secret, "/v1/limits/models/" + secret)) {
            for (String authorization : List.of("Bearer " + secret, "Basic " + secret, secret, "Bearer  " + secret + " x")) {
                ask(HttpRequest.newBuilder(address(path)).header("Authorization", authorization));
            }
            ask(GATEWAY.request(path, GATEWAY.tokens().with("infer admin batch")).DELETE());
            ask(HttpRequest.newBuilder(address(path)).header("X-API-Key", secret));
            ask(HttpRequest.newBuilder(address(path)).header("X-API-Key", secret + "x").header("x-request-id", secret));
        }
        for (String path : List.of("/v1/infer", "/v1/batch", "/v1/keys", "/v2/models/plain/infer", "/v2/repository/index")) {
            ask(GATEWAY.request(path, GATEWAY.tokens().with("infer admin batch")).header("x-sticky-key", secret)
                    .header("x-request-timeout-ms", secret).header("idempotency-key", secret)
                    .POST(HttpRequest.BodyPublishers.ofString(json)));
            ask(GATEWAY.request(path, GATEWAY.tokens().with("infer admin batch")).header("content-type", secret)
                    .POST(HttpRequest.BodyPublishers.ofString(json)));
        }
        said.add(String.valueOf(catchThrowable(() -> GATEWAY.stub("infer", "x-api-key", secret)
                .serverMetadata(ServerMetadataRequest.getDefaultInstance()))));
        said.add(String.valueOf(catchThrowable(() -> GATEWAY.stub("infer", "x-request-id", secret, "x-sticky-key", secret)
                .modelInfer(ModelInferRequest.newBuilder().setModelName(secret).setModelVersion(secret).setId(secret).build()))));
    }

    private void ask(HttpRequest.Builder request) {
        HttpResponse<byte[]> answer = GATEWAY.send(request.build());
        if (answer.statusCode() != 200) {
            said.add(new String(answer.body()) + answer.headers().map());
        }
    }

    private static URI address(String path) {
        return GATEWAY.address(path.replace("|", "%7C"));
    }

    private static String metrics() {
        return new String(GATEWAY.send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + GATEWAY.gateway().managementPort() + "/metrics")).build()).body());
    }
}
