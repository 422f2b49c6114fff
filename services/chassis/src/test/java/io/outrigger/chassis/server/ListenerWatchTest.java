package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ListenerWatchTest {

    @Test
    void aListenerThatIsGoneIsNamedOnce() throws Exception {
        LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        ServerSocket lost = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (ServerSocket kept = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ListenerWatch watch = new ListenerWatch("0.0.0.0", Map.of("gRPC", kept.getLocalPort(), "REST", lost.getLocalPort()),
                        Duration.ofMillis(20), told::add)) {
            lost.accept().close();
            assertThat(watch.dead()).isEmpty();
            lost.close();

            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("nobody listens on the REST port " + lost.getLocalPort() + " any more");
            assertThat(watch.dead()).isPresent();
            assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();
        }
    }
}
