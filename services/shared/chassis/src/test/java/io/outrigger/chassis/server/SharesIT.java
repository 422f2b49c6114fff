package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.Who;
import io.outrigger.chassis.security.Principal;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.Http2Peer;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One tenant sends large requests and does not end them, another comes behind. Who sends a key is the tenant of that name. */
class SharesIT {

    private static final int REQUEST = 330_000;
    private static final int REQUESTS = 5;
    private static final byte[] PIECE = new byte[REQUEST / 22];

    private final ExampleServer example = new ExampleServer();

    @BeforeEach
    void start() {
        AccessTable table = AccessTable.builder().rest(Who.ANY_CALLER, "POST", "/echo").grpc(Who.ANY_CALLER, "test.Echo", "Say").build();
        example.server = ExampleServer.serving(
                ExampleServer.settings(Map.of("BYTES_IN_FLIGHT_MAX", "2000000", "MESSAGE_BYTES_MAX", "400000")), example.telemetry,
                service -> service.access(table, shown -> new Principal("caller", shown.apiKey().orElseThrow(), Set.of(), Optional.empty()))
                        .grpc(example.echo)
                        .rest(routing -> routing.post("/echo",
                                (request, response) -> response.send(Integer.toString(RequestBody.read(request).length)))));
    }

    @AfterEach
    void stop() throws InterruptedException {
        example.close();
    }

    @Test
    void ofBytesOverRest() throws Exception {
        List<Socket> bodies = new ArrayList<>();
        try {
            for (int i = 0; i < REQUESTS; i++) {
                bodies.add(unfinishedBody());
            }
            assertFilled();
            try (Socket oneMore = unfinishedBody()) {
                assertThat(oneMore.getInputStream().readNBytes("HTTP/1.1 429".length())).asString().isEqualTo("HTTP/1.1 429");
            }
            assertOthersHaveRoom();
        } finally {
            for (Socket socket : bodies) {
                socket.close();
            }
        }
    }

    private Socket unfinishedBody() throws IOException {
        Socket socket = new Socket("127.0.0.1", example.server.restPort());
        socket.getOutputStream().write("POST /echo HTTP/1.1\r\nHost: a\r\nX-API-Key: greedy\r\nContent-Length: 400000\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(new byte[REQUEST]);
        return socket;
    }

    @Test
    void ofBytesOverGrpc() throws Exception {
        List<Http2Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < REQUESTS; i++) {
                peers.add(unfinishedMessage());
            }
            assertFilled();
            try (Http2Peer oneMore = unfinishedMessage()) {
                Eventually.isTrue(() -> oneMore.headsSeen() == 1);
            }
            assertOthersHaveRoom();
        } finally {
            for (Http2Peer peer : peers) {
                peer.close();
            }
        }
    }

    private Http2Peer unfinishedMessage() throws IOException {
        Http2Peer peer = new Http2Peer(example.server.grpcPort());
        peer.call(1, "/test.Echo/Say", "x-api-key", "greedy").announce(1, 390_000).flush();
        for (int sent = 0; sent < REQUEST; sent += PIECE.length) {
            peer.data(1, PIECE, false).flush();
        }
        return peer;
    }

    private void assertFilled() {
        Eventually.passes(() -> assertThat(example.management("/metrics").body())
                .contains("bytes_in_flight{service=\"example\"} " + (double) (REQUESTS * REQUEST)));
    }

    private void assertOthersHaveRoom() throws IOException, InterruptedException {
        assertFilled();
        HttpRequest.BodyPublisher large = HttpRequest.BodyPublishers.ofByteArray(new byte[300_000]);
        assertThat(example.send(example.request("/echo").header("X-API-Key", "quiet").POST(large)).body()).isEqualTo("300000");
        ExampleServer.assertProblem(example.send(example.request("/echo").header("X-API-Key", "greedy").POST(large)), 429, "overloaded");
    }
}
