package io.outrigger.chassis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ServerConfig;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.testing.StandInCollector;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracingIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final StandInCollector collector = StandInCollector.start();

    @AfterEach
    void stopCollector() {
        collector.close();
    }

    @Test
    void aRequestBecomesASpanOfTheCallersTrace() throws Exception {
        try (Telemetry telemetry = Telemetry.of("example", Tracing.to(collector.endpoint()))) {
            ask(telemetry);
        }

        byte[] spans = collector.next();

        assertThat(spans).isNotNull();
        assertThat(new String(spans, StandardCharsets.ISO_8859_1)).contains("example", "GET /hello", "req-7");
        assertThat(HexFormat.of().formatHex(spans)).contains(TRACE);
    }

    private static void ask(Telemetry telemetry) throws IOException, InterruptedException {
        Map<String, String> settings = Map.of("BIND_HOST", "127.0.0.1", "PORT", "0", "MANAGEMENT_PORT", "0", "DRAIN_PAUSE", "0ms");
        try (ServiceServer server = ServiceServer.start(ServerConfig.from(new Settings(settings), 4), telemetry, service -> service
                .rest(routing -> routing.get("/hello", (request, response) -> response.send("hello"))));
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.restPort() + "/hello"))
                    .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                    .header("x-request-id", "req-7")
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("hello");
        }
    }
}
