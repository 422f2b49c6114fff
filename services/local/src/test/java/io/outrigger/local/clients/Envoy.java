package io.outrigger.local.clients;

import io.outrigger.local.PlatformAccess;
import io.outrigger.testing.FreePort;
import io.outrigger.testing.programs.ChildProcess;
import io.outrigger.testing.programs.PythonEnvironment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        Path configuration = Files.writeString(folder.resolve("envoy.yaml"), Front.template("envoy.yaml")
                .replace("@PORT@", Integer.toString(port)).replace("@HOST@", url.getHost())
                .replace("@TARGET_PORT@", Integer.toString(url.getPort())));
        List<String> command = List.of(program, "-c", configuration.toString(), "--disable-hot-restart", "--concurrency", "1",
                "--log-level", "warning");
        return new Envoy(Front.listening("Envoy", command, folder.resolve("envoy.log"), port), port);
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
