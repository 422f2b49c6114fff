package io.outrigger.backends;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A Kafka 4 broker, its own controller, as a child JVM with its data in a directory of its own; share groups are on. Its jars are unpacked
 * and its data formatted at the first start (about three seconds); later ones take one and a half. 200 MB.
 */
public final class KafkaProcess extends LoopbackServer {
    static final String NAME = "Kafka";

    /** Long enough to read the logs after a crash. */
    private static final Duration READY_PATIENCE = Duration.ofSeconds(60);
    private static final int HEAP_MIB = 192;
    private static final int ATTEMPTS = 3;
    private static final int ANSWER_TIMEOUT_MS = 500;
    private static final int ANSWER_BYTES_MAX = 1 << 16;

    private KafkaProcess(int port, ServerProcess server) {
        super(port, server);
    }

    /**
     * Starts the broker and returns when it serves clients. One that a killed run left in the directory is stopped first.
     *
     * @param directory this server's own, inside a locked {@link StateDirectory}
     * @param port 0 for any free one
     */
    public static KafkaProcess start(Path directory, int port) {
        Path home = OwnerOnly.ownDirectory(directory);
        Leftover.stop(home);
        return LoopbackPort.startOn(port, NAME, chosen -> {
            JavaProgram program = JavaProgram.unpack("kafka", home);
            return new KafkaProcess(chosen, launch(program, KafkaData.openOrFormat(program), chosen));
        });
    }

    /** The controller's port was free a second ago; where it is not any more, there is another. */
    private static ServerProcess launch(JavaProgram program, Path data, int port) {
        Path settings = program.home().resolve("server.properties");
        for (int attempt = 1; ; attempt++) {
            try {
                OwnerOnly.write(settings, KafkaSettings.text(data, port, LoopbackPort.free()));
            } catch (IOException e) {
                throw new BackendException("Kafka's settings " + settings + " cannot be written (" + e.getMessage() + ").", e);
            }
            ServerProcess server = ServerProcess.start(NAME, program.home(), "TERM",
                    program.server(HEAP_MIB, "kafka.Kafka", settings.toString()));
            try {
                server.awaitReady(READY_PATIENCE, () -> answers(port), "Exception: ");
                return server;
            } catch (ServerEndedException failure) {
                if (attempt == ATTEMPTS || !failure.complaint().contains("Address already in use")) {
                    throw failure;
                }
            }
        }
    }

    /** Asks for the cluster's metadata, in its version 4 and about no topic: a broker that does not serve yet is not in the answer. */
    private static boolean answers(int port) {
        ByteBuffer request = ByteBuffer.allocate(19).putInt(15).putShort((short) 3).putShort((short) 4).putInt(0).putShort((short) -1)
                .putInt(0).put((byte) 0);
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(ANSWER_TIMEOUT_MS);
            socket.connect(new InetSocketAddress(LoopbackPort.HOST, port), ANSWER_TIMEOUT_MS);
            socket.getOutputStream().write(request.array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            if (length < 12 || length > ANSWER_BYTES_MAX) {
                return false;
            }
            in.skipNBytes(8); // the number of the request, and for how long to be quiet
            return in.readInt() == 1;
        } catch (IOException e) {
            return false;
        }
    }

    /** As clients want it: {@code bootstrap.servers}. */
    public String brokers() {
        return host() + ":" + port();
    }
}
