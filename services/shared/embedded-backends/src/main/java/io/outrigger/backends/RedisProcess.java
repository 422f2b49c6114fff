package io.outrigger.backends;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** A Redis 7 server as a child process that appends every write to its file before it answers; 6 to 10 MB, ready in a blink. */
public final class RedisProcess extends LoopbackServer {
    private static final String NAME = "Redis";
    private static final Duration READY_PATIENCE = Duration.ofSeconds(30);
    private static final int PING_TIMEOUT_MS = 500;

    private RedisProcess(int port, ServerProcess server) {
        super(port, server);
    }

    /**
     * Starts the server and returns when it answers. A server that a killed run left in the directory is stopped first.
     *
     * @param directory this server's own, inside a locked {@link StateDirectory}
     * @param port 0 for any free one
     */
    public static RedisProcess start(Path directory, int port) {
        Path home = OwnerOnly.ownDirectory(directory);
        Leftover.stop(home);
        return LoopbackPort.startOn(port, NAME, chosen -> {
            ServerProcess server = ServerProcess.start(NAME, home, "TERM", command(home, chosen));
            server.awaitReady(READY_PATIENCE, () -> answers(chosen), " # ");
            return new RedisProcess(chosen, server);
        });
    }

    private static List<String> command(Path home, int port) {
        try {
            Path data = home.resolve("data");
            OwnerOnly.createDirectories(data);
            // The title stays as started: the next run knows the process by its arguments. Append-only, so no snapshots.
            return List.of(program(home).toString(), "--port", Integer.toString(port), "--bind", LoopbackPort.HOST,
                    "--dir", data.toString(), "--appendonly", "yes", "--save", "", "--daemonize", "no", "--set-proc-title", "no");
        } catch (IOException e) {
            throw new BackendException("Redis's binary cannot be unpacked into " + home + " (" + e.getMessage() + ").", e);
        }
    }

    private static Path program(Path home) throws IOException {
        String binary = MachineKind.current().redisBinary();
        Path program = home.resolve(binary);
        if (Files.exists(program)) {
            return program;
        }
        try (InputStream in = RedisProcess.class.getResourceAsStream("/" + binary)) {
            if (in == null) {
                throw new BackendException("Redis's binary for this machine (" + binary + ") is not on the class path.");
            }
            Path partial = home.resolve(binary + ".partial");
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwx------"));
            return Files.move(partial, program, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** While Redis reads its file it answers PING with an error, so only PONG will do. */
    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PING_TIMEOUT_MS);
            socket.connect(new InetSocketAddress(LoopbackPort.HOST, port), PING_TIMEOUT_MS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException e) {
            return false;
        }
    }
}
