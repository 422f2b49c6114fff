package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.Who;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.client.RestClient;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callers who ask and do not read what they are answered. */
class UnreadAnswersIT {

    private static final int LARGE = 8 << 20;
    private static final int CALLERS = 200;
    private static final int CALLERS_MAX = 2_000;

    private final List<Socket> sockets = new ArrayList<>();
    private final Telemetry telemetry = Telemetry.local("example");
    private ServiceServer server;

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    @Test
    void takeNoPlaceOfWhoHasACredential() throws Exception {
        start(Map.of("CALLS_MAX", "100", "BODY_TIMEOUT", "1h"));
        RestClient callers = RestClient.of("http://127.0.0.1:" + server.restPort());
        for (int i = 0; i < CALLERS; i++) {
            ask("/large");
        }
        Eventually.isTrue(() -> callers.get("/large").status() == 429);

        assertThat(callers.as("anybody").get("/mine").status()).isEqualTo(200);
        assertThat(callers.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void areEndedAfterAWhile() throws Exception {
        start(Map.of("BODY_TIMEOUT", "2s"));
        RestClient callers = RestClient.of("http://127.0.0.1:" + server.restPort());
        while (callers.get("/small").status() != 429) {
            ask("/large");
            assertThat(sockets).as("callers, and still a place").hasSizeLessThan(CALLERS_MAX);
        }
        Eventually.isTrue(() -> callers.get("/small").status() == 200);
    }

    private void ask(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", server.restPort()));
        sockets.add(socket);
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").repeat(20).getBytes(StandardCharsets.US_ASCII));
    }

    private void start(Map<String, String> settings) {
        AccessTable table = AccessTable.builder()
                .rest(Who.ANYBODY, "GET", "/large", "/small").rest(Who.ANY_CALLER, "GET", "/mine").build();
        StaticFile large = StaticFile.of(new byte[LARGE], "text/plain", "default-src 'none'");
        server = ExampleServer.serving(ExampleServer.settings(settings), telemetry, service -> service
                .access(table, credentials -> new Principal("anybody", "acme", Set.of(), Optional.empty()))
                .rest(routing -> {
                    large.at(routing, "/large");
                    routing.get("/small", (request, response) -> response.send("small"))
                            .get("/mine", (request, response) -> response.send("mine"));
                }));
    }
}
