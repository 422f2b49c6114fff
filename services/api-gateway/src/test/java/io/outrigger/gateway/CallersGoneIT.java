package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.gateway.testing.Sevens;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** REST callers that hang up while their requests wait behind the gateway: the calls made for them end, and nobody else's. */
class CallersGoneIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final int CALLERS = 100;

    /** The calls that reached the router, by the ids of their requests; none is answered before a test says so. */
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private record Held(StandInServer.Received request, StreamObserver<ModelInferResponse> caller) {

        void answer() {
            new Sevens().answer(request, caller);
        }
    }

    @Test
    void aHundredThatHangUpAreCancelledAndCountedAndTheOthersAreAnswered() throws IOException {
        GATEWAY.router().behave((request, caller) -> held.put(request.message().getId(), new Held(request, caller)));
        List<Socket> gone = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            gone.add(caller("gone-" + i));
        }
        try (Socket stays = caller("stays")) {
            Eventually.isTrue(() -> held.size() == CALLERS + 1);
            for (int i = 0; i < CALLERS; i++) {
                hangUp(gone.get(i), i % 3);
            }

            Set<String> cancelled = new HashSet<>();
            for (int i = 0; i < CALLERS; i++) {
                cancelled.add(GATEWAY.router().nextCancelled().message().getId());
            }
            assertThat(cancelled).hasSize(CALLERS).doesNotContain("stays");
            Eventually.isTrue(() -> counted() == CALLERS);
            held.get("stays").answer();
            assertThat(read(stays)).startsWith("HTTP/1.1 200");
        }
        assertThat(counted()).isEqualTo(CALLERS);
        for (Socket socket : gone) {
            socket.close();
        }
    }

    private static void hangUp(Socket socket, int way) throws IOException {
        switch (way) {
            case 0 -> socket.close();
            case 1 -> {
                socket.setSoLinger(true, 0); // a reset
                socket.close();
            }
            default -> socket.shutdownOutput();
        }
    }

    private static Socket caller(String id) throws IOException {
        String body = """
                {"id":"%s","inputs":[{"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},
                 {"name":"b","shape":[1,2],"datatype":"INT64","data":[5,6]}]}""".formatted(id);
        Socket socket = new Socket("127.0.0.1", GATEWAY.gateway().restPort());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(("POST /v2/models/plain/infer HTTP/1.1\r\nHost: a\r\nX-Request-Timeout-Ms: 300000\r\n"
                + "Authorization: Bearer " + GATEWAY.tokens().with("infer") + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String read(Socket socket) throws IOException {
        byte[] piece = new byte[4_096];
        return new String(piece, 0, Math.max(0, socket.getInputStream().read(piece)), StandardCharsets.US_ASCII);
    }

    private static double counted() throws IOException {
        URI metrics = URI.create("http://127.0.0.1:" + GATEWAY.gateway().managementPort() + "/metrics");
        try (InputStream page = metrics.toURL().openStream()) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> line.startsWith("inference_errors_total{") && line.contains("caller_cancelled"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
        }
    }
}
