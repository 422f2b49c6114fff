package io.outrigger.backends.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The few words of Redis's protocol that the fixture speaks, so that it forces no client library on anybody. */
final class RedisTestConnection {
    private static final Duration READY_PATIENCE = Duration.ofSeconds(30);

    private RedisTestConnection() {
    }

    /** Sends one command, trying again until the server answers it with its expected word. */
    static void command(TestServer server, String command, String expected) {
        long deadline = System.nanoTime() + READY_PATIENCE.toNanos();
        while (true) {
            String answer = ask(server, command);
            if (expected.equals(answer)) {
                return;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new IllegalStateException("Redis on port " + server.port() + ": " + command + " was answered with " + answer);
            }
            Thread.onSpinWait();
        }
    }

    private static String ask(TestServer server, String command) {
        try (Socket socket = new Socket(server.host(), server.port());
                BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            return reader.readLine();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
