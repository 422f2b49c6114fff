package io.outrigger.backends;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * An S3 as a child JVM: s3proxy, whose objects are files in a directory. It wants requests signed with the one key that it knows; buckets
 * are made by clients, which call them in the path. 110 MB, ready in a second and a half.
 */
public final class S3Process extends LoopbackServer {
    private static final String NAME = "S3";
    private static final Duration READY_PATIENCE = Duration.ofSeconds(60);
    private static final int HEAP_MIB = 192;
    private static final int ANSWER_TIMEOUT_MS = 2_000;

    private final S3Keys keys;

    private S3Process(int port, S3Keys keys, ServerProcess server) {
        super(port, server);
        this.keys = keys;
    }

    /**
     * Starts the server and returns when it answers. One that a killed run left in the directory is stopped first.
     *
     * @param directory this server's own, inside a locked {@link StateDirectory}
     * @param port 0 for any free one
     */
    public static S3Process start(Path directory, int port) {
        Path home = OwnerOnly.ownDirectory(directory);
        Leftover.stop(home);
        return LoopbackPort.startOn(port, NAME, chosen -> {
            JavaProgram program = JavaProgram.unpack("s3", home);
            Path settings = home.resolve("s3proxy.properties");
            S3Keys keys;
            try {
                keys = S3Keys.openOrCreate(home);
                OwnerOnly.createDirectories(home.resolve("data"));
                OwnerOnly.write(settings, settings(home.resolve("data"), chosen, keys));
            } catch (IOException e) {
                throw new BackendException("S3's directory " + home + " cannot be used (" + e.getMessage() + ").", e);
            }
            List<String> command = program.server(HEAP_MIB, "org.gaul.s3proxy.Main", "--properties", settings.toString());
            ServerProcess server = ServerProcess.start(NAME, home, "TERM", command);
            server.awaitReady(READY_PATIENCE, () -> answers(chosen), "Exception: ");
            return new S3Process(chosen, keys, server);
        });
    }

    /** A body that is signed as a whole is held in memory: such a one may be 32 MiB, and others come in signed chunks. */
    private static String settings(Path data, int port, S3Keys keys) {
        return """
                s3proxy.endpoint=http://%s:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                s3proxy.v4-max-non-chunked-request-size=33554432
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(LoopbackPort.HOST, port, keys.accessKey(), keys.secretKey(), data);
    }

    /** Whatever it says to a stranger, a refusal most likely, it is there. */
    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(ANSWER_TIMEOUT_MS);
            socket.connect(new InetSocketAddress(LoopbackPort.HOST, port), ANSWER_TIMEOUT_MS);
            socket.getOutputStream().write("HEAD / HTTP/1.1\r\nHost: s3\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("HTTP/");
        } catch (IOException e) {
            return false;
        }
    }

    /** The address that clients want, without a bucket. */
    public String endpoint() {
        return "http://" + host() + ":" + port();
    }

    /** Who may call; kept in the directory. */
    public String accessKey() {
        return keys.accessKey();
    }

    /** By what its requests are signed; kept in the directory. */
    public String secretKey() {
        return keys.secretKey();
    }
}
