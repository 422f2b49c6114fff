package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page that a service shows to browsers at the address where everybody else asks for its health. */
class FrontPageIT {

    private static final String POLICY = "default-src 'none'; style-src 'self'";
    private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

    private final ExampleServer example = new ExampleServer();

    @BeforeEach
    void start() {
        example.server = ExampleServer.serving(ExampleServer.settings(Map.of()), example.telemetry, service -> service
                .rest(routing -> { })
                .frontPage(StaticFile.of("<p>hello".getBytes(), "text/html", POLICY))
                .readiness("registry", () -> Optional.ofNullable(example.notReady.get())));
    }

    @AfterEach
    void stop() throws InterruptedException {
        example.close();
    }

    private HttpResponse<String> get(String... headers) throws IOException, InterruptedException {
        return example.send(example.request("/").headers(headers));
    }

    @Test
    void browsersAreShownThePageAndProbesAreToldTheState() throws Exception {
        HttpResponse<String> page = get("Accept", BROWSER);

        assertThat(page.body()).isEqualTo("<p>hello");
        assertThat(page.headers().firstValue("Content-Security-Policy")).contains(POLICY);
        assertThat(page.headers().firstValue("Vary")).contains("Accept");
        assertThat(get("Accept", "*/*").body()).isEqualTo("""
                {"status":"ready"}""");
        assertThat(example.get("/").body()).contains("ready");
        assertThat(example.get("/health/ready").body()).contains("ready");
    }

    @Test
    void theStatusSaysToBothWhetherTheServiceIsReady() throws Exception {
        example.notReady.set("the registry is away");

        assertThat(get("Accept", "*/*").statusCode()).isEqualTo(503);
        HttpResponse<String> page = get("Accept", BROWSER);
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).isEqualTo("<p>hello");
    }

    @Test
    void whoHasThePageIsToldThatItIsTheSame() throws Exception {
        String etag = get("Accept", BROWSER).headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again = get("Accept", BROWSER, "If-None-Match", "\"other\", W/" + etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("Content-Security-Policy")).as("it replaces the one that was kept").contains(POLICY);
        assertThat(get("Accept", BROWSER, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
        example.notReady.set("the registry is away");
        assertThat(get("Accept", BROWSER, "If-None-Match", etag).statusCode()).isEqualTo(503);
    }
}
