package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log level: everybody who reaches the port may read it; changing it wants more. */
class LogLevelIT {

    private static final String BODY = """
            {"level":"INFO","logger":"io.outrigger.nobody"}""";

    @TempDir
    private Path folder;

    @Test
    void withoutATokenItIsChangedFromThisMachineAlone() throws Exception {
        try (var telemetry = Telemetry.local("levels");
                var server = ExampleServer.serving(ExampleServer.settings(Map.of("BIND_HOST", "0.0.0.0")), telemetry, service -> { })) {
            assertThat(put(server, "127.0.0.1", "")).startsWith("HTTP/1.1 200");
            assertThat(put(server, "127.0.0.6", "")).startsWith("HTTP/1.1 403").contains("\"forbidden\"", "this comes from 127.0.0.6");
        }
    }

    @Test
    void withATokenItIsChangedByWhoHasItWhereverHeIs() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "first\n");
        try (var telemetry = Telemetry.local("levels");
                var server = ExampleServer.serving(ExampleServer.settings(Map.of("MANAGEMENT_TOKEN_FILE", file.toString())), telemetry,
                        service -> { })) {
            assertThat(put(server, "127.0.0.1", "")).startsWith("HTTP/1.1 401").contains("there is none");
            assertThat(put(server, "127.0.0.1", "Authorization: Bearer other\r\n")).startsWith("HTTP/1.1 401").contains("this is another");
            assertThat(put(server, "127.0.0.6", "Authorization: Bearer first\r\n")).startsWith("HTTP/1.1 200");

            Files.writeString(file, "second");
            assertThat(put(server, "127.0.0.6", "Authorization: Bearer first\r\n")).startsWith("HTTP/1.1 401");
            assertThat(put(server, "127.0.0.6", "Authorization: Bearer second\r\n")).startsWith("HTTP/1.1 200");
            Files.writeString(file, "");
            assertThat(put(server, "127.0.0.1", "Authorization: Bearer \r\n")).startsWith("HTTP/1.1 401");
            Files.delete(file);
            assertThat(put(server, "127.0.0.1", "Authorization: Bearer second\r\n")).startsWith("HTTP/1.1 401");
        }
    }

    /** The answer to a change, sent from one of this machine's addresses. */
    private static String put(ServiceServer server, String from, String header) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.managementPort(), InetAddress.getByName(from), 0)) {
            socket.getOutputStream().write(("PUT /log-level HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + header
                    + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
