package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.Who;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.security.JwtConfig;
import io.outrigger.chassis.security.JwtVerifier;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.testing.Tokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told: of pages of other origins, and of every answer. */
class CorsIT {

    private static final String APP = "https://app.example.com";

    private final Tokens tokens = new Tokens();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ServiceServer server;

    private void start(String origins) {
        Settings settings = ExampleServer.settings(Map.of("JWT_ISSUER", Tokens.ISSUER, "JWT_AUDIENCE", Tokens.AUDIENCE,
                "JWT_JWKS", tokens.keyFile().toString(), "CORS_ALLOWED_ORIGINS", origins));
        Telemetry telemetry = Telemetry.local("example");
        AccessTable table = AccessTable.builder().rest(Who.withScope("read"), "GET", "/thing", "/tagged", "/own").build();
        JwtVerifier verifier = new JwtVerifier(JwtConfig.from(settings), telemetry.clock());
        server = ExampleServer.serving(settings, telemetry, service -> service
                .access(table, credentials -> verifier.authenticate(credentials.authorization().orElse(null)))
                .cors(Cors.from(settings))
                .rest(routing -> routing.get("/thing", (request, response) -> response.send("a thing"))
                        .get("/tagged", (request, response) -> response.header("ETag", "\"1\"").send("a thing"))
                        .get("/own", (request, response) -> response.header("Cache-Control", "no-cache").send("a thing"))));
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void nothingIsSaidWhereNothingIsConfigured() throws Exception {
        start("");

        for (String method : List.of("GET", "OPTIONS")) {
            HttpResponse<String> answer = preflight(method, "/thing", APP);
            assertThat(corsHeaders(answer.headers())).as(method).isEmpty();
            assertThat(answer.headers().allValues("Vary")).isEmpty();
        }
        assertThat(preflight("OPTIONS", "/thing", APP).body()).contains("CORS is not switched on");
    }

    @Test
    void aPreflightOfAConfiguredOriginIsAnsweredWithoutAToken() throws Exception {
        start("https://other.example, " + APP);

        HttpResponse<String> answer = preflight("OPTIONS", "/thing", APP);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(APP);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElse("")).contains("GET", "POST", "DELETE");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElse("")).contains("Authorization", "X-API-Key",
                "Content-Type", "Idempotency-Key", "X-Request-Timeout-Ms", "X-Request-Id", "traceparent");
        assertThat(answer.headers().firstValue("Access-Control-Max-Age")).contains("600");
        assertThat(answer.headers().allValues("Vary")).contains("Origin");
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-credentials");
        assertThat(answer.body()).contains("A page of this origin may call this address.");
    }

    @Test
    void failuresAreReadableToThePageTooAndTellItWhatItMayRead() throws Exception {
        start(APP);

        for (String path : List.of("/thing", "/nothing")) {
            HttpHeaders headers = send("GET", path, "Origin", APP).headers();
            assertThat(headers.firstValue("Access-Control-Allow-Origin")).as(path).contains(APP);
            assertThat(headers.firstValue("Access-Control-Expose-Headers").orElse("")).contains("Retry-After", "RateLimit",
                    "RateLimit-Policy", "X-Request-Id", "Location");
        }
        HttpResponse<String> let = send("GET", "/thing", "Origin", APP, "Authorization", "Bearer " + tokens.with("read"));
        assertThat(let.statusCode()).isEqualTo(200);
        assertThat(let.headers().firstValue("Access-Control-Allow-Origin")).contains(APP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://app.example.com", "https://app.example.com:8443",
        "https://app.example.com.evil.example", "null", "https://APP.example.com"})
    void anotherOriginGetsNoHeaderButVary(String origin) throws Exception {
        start(APP);

        assertThat(corsHeaders(preflight("OPTIONS", "/thing", origin).headers())).isEmpty();
        HttpHeaders headers = send("GET", "/thing", "Origin", origin).headers();
        assertThat(corsHeaders(headers)).isEmpty();
        assertThat(headers.allValues("Vary")).contains("Origin");
    }

    @Test
    void everyOriginIsEveryOriginAndNothingMore() throws Exception {
        start("*");

        HttpHeaders headers = preflight("OPTIONS", "/thing", "https://any.example").headers();
        assertThat(headers.firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(headers.map()).doesNotContainKey("access-control-allow-credentials");
    }

    @Test
    void anOriginThatNoBrowserSendsIsAnErrorOfConfiguration() throws Exception {
        start("");
        for (String origins : List.of("app.example.com", "https://app.example.com/", "*, https://a.example", "https://*.example.com")) {
            Settings settings = new Settings(Map.of("CORS_ALLOWED_ORIGINS", origins));
            Cors.from(settings);
            assertThatThrownBy(settings::check).as(origins).hasMessageContaining("CORS_ALLOWED_ORIGINS: expected origins");
        }
    }

    @Test
    void everyAnswerIsSafeInABrowser() throws Exception {
        start("");
        String token = "Bearer " + tokens.with("read");

        for (HttpResponse<String> answer : List.of(send("GET", "/thing", "Authorization", token), send("GET", "/thing"),
                send("GET", "/health/live"), send("GET", "/thing", "X-Request-Timeout-Ms", "soon"),
                send("GET", "/thing?" + "x".repeat(9_000)), send("OPTIONS", "/thing"))) {
            HttpHeaders headers = answer.headers();
            assertThat(headers.allValues("X-Content-Type-Options")).as("%s", answer).containsExactly("nosniff");
            assertThat(headers.allValues("Content-Security-Policy")).containsExactly("default-src 'none'; frame-ancestors 'none'");
            assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
            assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
        }
        assertThat(send("GET", "/tagged", "Authorization", token).headers().allValues("Cache-Control"))
                .containsExactly("private, no-cache");
        assertThat(send("GET", "/own", "Authorization", token).headers().allValues("Cache-Control")).containsExactly("no-cache");
    }

    private static List<String> corsHeaders(HttpHeaders headers) {
        return headers.map().keySet().stream().filter(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control")).toList();
    }

    private HttpResponse<String> preflight(String method, String path, String origin) throws Exception {
        return send(method, path, "Origin", origin, "Access-Control-Request-Method", "POST",
                "Access-Control-Request-Headers", "authorization,content-type");
    }

    private HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.restPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
