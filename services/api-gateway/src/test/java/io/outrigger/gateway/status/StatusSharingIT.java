package io.outrigger.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.outrigger.chassis.json.Json;
import io.outrigger.gateway.testing.GatewayExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A turn that lasts for the whole test: in it neighbours are asked once, however many look. Then they go, and in the end the gateway. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StatusSharingIT {

    private static final AtomicInteger ASKED = new AtomicInteger();
    private static final HttpServer ORCHESTRATOR = orchestrator();

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension(Map.of("STATUS_INTERVAL", "1h", "STATUS_STREAM_TIME", "1h",
            "ORCHESTRATOR_STATUS_URL", "http://127.0.0.1:" + ORCHESTRATOR.getAddress().getPort() + "/"));

    @AfterAll
    static void stop() {
        ORCHESTRATOR.stop(0);
    }

    private static HttpServer orchestrator() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/lanes", exchange -> {
                ASKED.incrementAndGet();
                byte[] body = """
                        {"fleets":[{"fleet":"default","lanes":[{"model":"plain/1","rows_waiting":7,"calls_in_flight":1,"slots":2,
                         "last_calls":[{"rows":3},{"rows":4}]}]}]}""".getBytes();
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode status(String token) throws IOException {
        HttpResponse<byte[]> answer = GATEWAY.get("/v1/status", token);
        assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(200);
        return Json.parse(answer.body());
    }

    @Test
    @Order(1)
    void neighboursAreAskedOnceATurn() throws IOException {
        String everything = GATEWAY.tokens().with("infer batch");
        JsonNode first = status(everything);
        assertThat(first.at("/batches/told").asBoolean()).isTrue();
        assertThat(first.at("/models/list/0/versions/0/batches")).hasToString("""
                {"rows_waiting":7,"job_rows_waiting":0,"calls_in_flight":1,"slots":2,"rows_per_call":3.5}""");

        int asked = ASKED.get();
        int calls = GATEWAY.worker().calls();
        for (int i = 0; i < 5; i++) {
            assertThat(status(everything)).isEqualTo(first);
        }
        status(GATEWAY.tokens().limitedTo("plain", "infer"));
        assertThat(ASKED.get()).as("of the orchestrator, for all viewers").isEqualTo(asked);
        assertThat(GATEWAY.worker().calls()).as("of the worker, for all of this tenant").isEqualTo(calls);
    }

    @Test
    @Order(2)
    void whoeverIsAwayIsSaidToBe() throws IOException {
        GATEWAY.worker().close();

        JsonNode status = status(GATEWAY.tokens().with("infer batch models:read"));
        assertThat(status.at("/models/list")).as("nobody has to wait for the worker to see models").isNotEmpty();
        JsonNode jobs = status(GATEWAY.tokens().limitedTo("plain", "batch")).path("jobs");
        assertThat(jobs.path("told").asBoolean()).isFalse();
        assertThat(jobs.path("reason").asText()).contains("batch-worker").doesNotContain("io.grpc");
    }

    @Test
    @Order(3)
    void watchersAreLetGoWhenTheGatewayStops() throws IOException {
        try (EventsReader events = new EventsReader(GATEWAY.gateway().restPort(), GATEWAY.tokens().with("infer"))) {
            assertThat(events.line("event:")).isEqualTo("event: status");
            Thread closing = Thread.startVirtualThread(GATEWAY.gateway()::close);
            assertThat(events.line("0")).as("the last chunk").isEqualTo("0");
            join(closing);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
