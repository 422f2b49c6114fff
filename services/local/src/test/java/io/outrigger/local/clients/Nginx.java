package io.outrigger.local.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.local.PlatformAccess;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.programs.Executable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A real nginx in front of one target, in a folder of its own, until it is closed. */
final class Nginx implements Front {

    private final Process process;
    private final int defaultPort;
    private final int keptPort;
    private final int grpcPort;

    private Nginx(Process process, int defaultPort, int keptPort, int grpcPort) {
        this.process = process;
        this.defaultPort = defaultPort;
        this.keptPort = keptPort;
        this.grpcPort = grpcPort;
    }

    static Nginx before(Target target, PlatformAccess access, Path folder) throws IOException {
        Executable program = Executable.orSkip("nginx");
        int defaultPort;
        int keptPort;
        int grpcPort;
        try (ServerSocket first = free(); ServerSocket second = free(); ServerSocket third = free()) {
            defaultPort = first.getLocalPort();
            keptPort = second.getLocalPort();
            grpcPort = third.getLocalPort();
        }
        Path log = folder.resolve("error.log");
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), template()
                .replace("@HTTP@", target.url(access).substring("http://".length())).replace("@GRPC@", target.grpc(access))
                .replace("@DEFAULT_PORT@", Integer.toString(defaultPort)).replace("@KEPT_PORT@", Integer.toString(keptPort))
                .replace("@GRPC_PORT@", Integer.toString(grpcPort)));
        Process process = new ProcessBuilder(program.file().toString(), "-p", folder.toString(), "-c", configuration.toString(),
                "-e", log.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("printed").toFile()).start();
        Nginx nginx = new Nginx(process, defaultPort, keptPort, grpcPort);
        try {
            Eventually.passes(() -> {
                assertThat(process.isAlive()).as(() -> said(folder.resolve("printed")) + said(log)).isTrue();
                new Socket(InetAddress.getLoopbackAddress(), grpcPort).close();
            });
        } catch (AssertionError failure) {
            nginx.close();
            throw failure;
        }
        return nginx;
    }

    private static ServerSocket free() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static String template() throws IOException {
        try (InputStream stream = Objects.requireNonNull(Nginx.class.getResourceAsStream("nginx.conf"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String said(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
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
        process.destroyForcibly();
        process.onExit().join();
    }
}
