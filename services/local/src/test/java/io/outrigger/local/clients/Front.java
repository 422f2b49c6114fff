package io.outrigger.local.clients;

import io.outrigger.testing.Eventually;
import io.outrigger.testing.programs.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A proxy in front of one target, until it is closed. */
interface Front extends AutoCloseable {

    /** Where it keeps its connections to the target, and sends requests of several callers over one. */
    String keptUrl();

    @Override
    void close();

    /** Starts a proxy, and waits until it listens. */
    static ChildProcess listening(String name, List<String> command, Path log, int port) {
        ChildProcess process = ChildProcess.start(name, command, Map.of(), log);
        try {
            Eventually.passes(() -> {
                process.requireAlive();
                new Socket(InetAddress.getLoopbackAddress(), port).close();
            });
            return process;
        } catch (AssertionError failure) {
            process.close();
            throw failure;
        }
    }

    /** A configuration that lies beside this interface, with ports and addresses to be filled in. */
    static String template(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(Front.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
