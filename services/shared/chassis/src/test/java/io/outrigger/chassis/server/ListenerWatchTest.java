package io.outrigger.chassis.server;

import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import static org.assertj.core.api.Assertions.assertThat;

class ListenerWatchTest {

    private static final Duration OFTEN = Duration.ofMillis(20);

    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Test
    void aListenerThatIsGoneIsNamedOnce() throws Exception {
        ServerSocket lost = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (ServerSocket kept = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ListenerWatch watch = new ListenerWatch("0.0.0.0", Map.of("gRPC", kept.getLocalPort(), "REST", lost.getLocalPort()),
                        OFTEN, Duration.ofMinutes(1), told::add)) {
            lost.accept().close();
            assertThat(watch.trouble()).isEmpty();
            lost.close();

            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("nobody listens on the REST port " + lost.getLocalPort() + " any more");
            assertThat(watch.trouble()).isPresent();
            assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    /** As a process without file descriptors, or one that accepts nobody: its queue is full. */
    @Test
    void aPortThatCannotBeReachedIsATroubleThatPassesOrEnds() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ListenerWatch watch = new ListenerWatch("127.0.0.1", Map.of("REST", deaf.getLocalPort()), OFTEN, Duration.ofSeconds(4),
                        told::add)) {
            fill(deaf, waiting);
            awaitTrouble(watch, true);
            assertThat(watch.trouble().orElseThrow()).startsWith("the REST port " + deaf.getLocalPort() + " cannot be reached");
            assertThat(told).isEmpty();
            Thread.startVirtualThread(() -> acceptUntilClosed(deaf));
            awaitTrouble(watch, false);
            assertThat(told).isEmpty();
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
        waiting.clear();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(deaf, waiting);
            try (ListenerWatch watch = new ListenerWatch("127.0.0.1", Map.of("REST", deaf.getLocalPort()), OFTEN, OFTEN, told::add)) {
                assertThat(told.poll(20, TimeUnit.SECONDS)).startsWith("the REST port " + deaf.getLocalPort() + " cannot be reached");
                assertThat(watch.trouble()).isPresent();
            }
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private static void awaitTrouble(ListenerWatch watch, boolean wanted) {
        Eventually.isTrue(() -> watch.trouble().isPresent() == wanted);
    }

    /** Until the system takes no further connection. */
    private static void fill(ServerSocket server, List<Socket> waiting) throws IOException {
        while (waiting.size() < 50) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }

    private static void acceptUntilClosed(ServerSocket server) {
        try {
            while (true) {
                server.accept().close();
            }
        } catch (IOException closed) {
            return;
        }
    }
}
