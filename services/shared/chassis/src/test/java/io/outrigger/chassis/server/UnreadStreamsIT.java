package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.testing.Eventually;
import io.outrigger.testing.Http2Peer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers who ask over gRPC and never let the server send the whole of what they are answered. */
class UnreadStreamsIT {

    private final ExampleServer example = new ExampleServer();

    @AfterEach
    void stop() throws InterruptedException {
        example.close();
    }

    @Test
    void anAnswerThatIsNotReadCounts() throws Exception {
        example.start(Map.of("BYTES_IN_FLIGHT_MAX", "1000000"));
        try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
            ask(peer, 1);
            Eventually.passes(() -> assertThat(example.management("/metrics").body())
                    .contains("bytes_in_flight{service=\"example\"} 300000.0"));
            peer.reset(1).flush();
            Eventually.passes(() -> assertThat(example.management("/metrics").body())
                    .contains("bytes_in_flight{service=\"example\"} 0.0"));
        }
    }

    @Test
    void anAnswerIsReadInItsTimeOrEnds() throws Exception {
        example.start(Map.of("BODY_TIMEOUT", "300ms"));
        try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
            ask(peer, 1);
            ask(peer, 3);
            Eventually.isTrue(() -> peer.resetsSeen() == 2);
            assertThat(peer.hasEnded(1, TimeUnit.MILLISECONDS)).as("the connection has ended").isFalse();
            Eventually.passes(() -> assertThat(example.management("/metrics").body())
                    .contains("bytes_in_flight{service=\"example\"} 0.0"));
        }
    }

    private static void ask(Http2Peer peer, int stream) throws Exception {
        byte[] message = "long".getBytes(StandardCharsets.US_ASCII);
        peer.call(stream, "/test.Echo/Say").announce(stream, message.length).data(stream, message, true).flush();
    }
}
