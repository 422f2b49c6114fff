package io.outrigger.chassis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ServerConfig;
import io.outrigger.chassis.server.ServiceServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a scraper reads of requests that came. */
class ExpositionIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

    private final HttpClient http = HttpClient.newHttpClient();
    private ServiceServer server;

    @BeforeEach
    void start() {
        Map<String, String> settings = Map.of("BIND_HOST", "127.0.0.1", "PORT", "0", "MANAGEMENT_PORT", "0", "DRAIN_PAUSE", "0ms");
        server = ServiceServer.start(ServerConfig.from(new Settings(settings), 4), Telemetry.local("example"), service -> service
                .rest(routing -> routing.get("/hello/{name}", (request, response) -> response.send("hello"))));
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    @Test
    void aRouteIsALabelAndNothingThatACallerMadeUp() throws Exception {
        ask("GET", "/hello/one");
        ask("GET", "/hello/two");
        ask("GET", "/nowhere/at/all");
        ask("MADEUP", "/hello/one");

        String text = scrape("").body();

        assertThat(text).contains("""
                http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="200",\
                http_route="/hello/{name}",service="example"} 2
                """, """
                http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="404",\
                http_route="",service="example"} 1
                """, """
                http_request_method="_OTHER\"""").doesNotContain("MADEUP", "nowhere", "/hello/one");
    }

    @Test
    void exemplarsNameTheTraceWhereTheScraperReadsOpenMetrics() throws Exception {
        ask("GET", "/hello/one");

        HttpResponse<String> metrics = scrape(OPEN_METRICS + ",text/plain;q=0.5");
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/openmetrics-text");
        assertThat(metrics.body()).contains("""
                trace_id="%s\"""".formatted(TRACE)).endsWith("# EOF\n");
        HttpResponse<String> plain = scrape("text/plain");
        assertThat(plain.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(plain.body()).doesNotContain("trace_id");
    }

    @Test
    void aDistributionHasNoLargestThatCouldNotBeAdded() throws Exception {
        ask("GET", "/hello/one");

        assertThat(scrape("").body()).contains("jvm_memory_max_bytes").doesNotContainPattern("_seconds_max[ {]");
    }

    private void ask(String method, String path) throws IOException, InterruptedException {
        http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.restPort() + path)).method(method, BodyPublishers.noBody())
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01").build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> scrape(String accept) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.managementPort() + "/metrics"));
        if (!accept.isEmpty()) {
            request.header("Accept", accept);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
