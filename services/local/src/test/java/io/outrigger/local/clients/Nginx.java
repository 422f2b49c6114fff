package io.outrigger.local.clients;

import io.outrigger.local.PlatformAccess;
import io.outrigger.testing.FreePort;
import io.outrigger.testing.programs.ChildProcess;
import io.outrigger.testing.programs.Executable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real nginx in front of one target, in a folder of its own, until it is closed. */
final class Nginx implements Front {

    private final ChildProcess process;
    private final int defaultPort;
    private final int keptPort;
    private final int grpcPort;

    private Nginx(ChildProcess process, int defaultPort, int keptPort, int grpcPort) {
        this.process = process;
        this.defaultPort = defaultPort;
        this.keptPort = keptPort;
        this.grpcPort = grpcPort;
    }

    static Nginx before(Target target, PlatformAccess access, Path folder) throws IOException {
        Executable program = Executable.orSkip("nginx");
        int defaultPort = FreePort.next();
        int keptPort = FreePort.next();
        int grpcPort = FreePort.next();
        Path log = folder.resolve("error.log");
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), Front.template("nginx.conf")
                .replace("@HTTP@", target.url(access).substring("http://".length())).replace("@GRPC@", target.grpc(access))
                .replace("@DEFAULT_PORT@", Integer.toString(defaultPort)).replace("@KEPT_PORT@", Integer.toString(keptPort))
                .replace("@GRPC_PORT@", Integer.toString(grpcPort)));
        List<String> command = List.of(program.file().toString(), "-p", folder.toString(), "-c", configuration.toString(), "-e",
                log.toString());
        return new Nginx(Front.listening("nginx", command, log, grpcPort), defaultPort, keptPort, grpcPort);
    }

    /** Where it passes requests on as it is installed: HTTP/1.0, and a connection for each. */
    String defaultUrl() {
        return "http://127.0.0.1:" + defaultPort;
    }

    @Override
    public String keptUrl() {
        return "http://127.0.0.1:" + keptPort;
    }

    String grpc() {
        return "127.0.0.1:" + grpcPort;
    }

    @Override
    public void close() {
        process.close();
    }
}
