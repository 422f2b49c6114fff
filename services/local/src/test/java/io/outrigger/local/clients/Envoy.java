package io.outrigger.local.clients;

import io.outrigger.local.PlatformAccess;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.FreePort;
import io.outrigger.testing.programs.ChildProcess;
import io.outrigger.testing.programs.PythonEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A real Envoy in front of one target until it is closed; it keeps its connections. */
final class Envoy implements Front {

    private static final PythonEnvironment PYTHON = PythonEnvironment.of(Envoy.class, "envoy.txt");

    private final ChildProcess process;
    private final int port;

    private Envoy(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static Envoy before(Target target, PlatformAccess access, Path folder) throws IOException {
        String program = PYTHON.program("envoy").file().toString();
        URI url = URI.create(target.url(access));
        int port = FreePort.next();
        Path configuration = Files.writeString(folder.resolve("envoy.yaml"), template().replace("@PORT@", Integer.toString(port))
                .replace("@HOST@", url.getHost()).replace("@TARGET_PORT@", Integer.toString(url.getPort())));
        List<String> command = List.of(program, "-c", configuration.toString(), "--disable-hot-restart", "--concurrency", "1",
                "--log-level", "warning");
        Envoy envoy = new Envoy(ChildProcess.start("Envoy", command, Map.of(), folder.resolve("envoy.log")), port);
        try {
            Eventually.passes(() -> {
                envoy.process.requireAlive();
                new Socket(InetAddress.getLoopbackAddress(), port).close();
            });
        } catch (AssertionError failure) {
            envoy.close();
            throw failure;
        }
        return envoy;
    }

    private static String template() throws IOException {
        try (InputStream stream = Objects.requireNonNull(Envoy.class.getResourceAsStream("envoy.yaml"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public String keptUrl() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.close();
    }
}
