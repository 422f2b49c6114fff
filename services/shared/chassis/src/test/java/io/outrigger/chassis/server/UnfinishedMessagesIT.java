package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.testing.Eventually;
import io.outrigger.testing.Http2Peer;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** gRPC messages that begin and do not end. */
class UnfinishedMessagesIT {

    private static final byte[] PIECE = new byte[16_000];

    private final ExampleServer example = new ExampleServer();

    @AfterEach
    void stop() throws InterruptedException {
        example.close();
    }

    @Test
    void bytesCountAsTheyArrive() throws Exception {
        example.start(Map.of("BYTES_IN_FLIGHT_MAX", "1000000"));
        try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
            peer.call(1, "/test.Echo/Say").announce(1, 900_000);
            peer.flush();
            for (int i = 0; i < 20; i++) {
                peer.data(1, PIECE, false).flush();
            }
            Eventually.passes(() -> assertThat(example.management("/metrics").body())
                    .contains("bytes_in_flight{service=\"example\"} 320000.0"));
            peer.reset(1).flush();
            Eventually.passes(() -> assertThat(example.management("/metrics").body())
                    .contains("bytes_in_flight{service=\"example\"} 0.0"));
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWhileItArrives() throws Exception {
        example.start(Map.of("BYTES_IN_FLIGHT_MAX", "200000"));
        try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
            for (int stream = 1; stream <= 5; stream += 2) {
                peer.call(stream, "/test.Echo/Say").announce(stream, 150_000).flush();
                for (int i = 0; i < 6; i++) {
                    peer.data(stream, PIECE, false).flush();
                }
            }
            Eventually.isTrue(() -> peer.headsSeen() >= 1);
            assertThat(example.say("still here")).isEqualTo("still here");
        }
    }

    @Test
    void anOpenMethodIsAnnouncedLittle() throws Exception {
        example.start(Map.of());
        try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
            peer.call(1, "/grpc.health.v1.Health/Check").announce(1, 60_000_000).data(1, PIECE, false).flush();
            Eventually.isTrue(() -> peer.headsSeen() == 1);
        }
    }

    @Test
    void ofStrangersTakeNoPlaceOfWhoHasACredential() throws Exception {
        example.startForCallers(Map.of("CALLS_MAX", "100"));
        try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
            for (int stream = 1; stream < 400; stream += 2) {
                peer.call(stream, "/test.Echo/Say");
            }
            peer.flush();
            Eventually.isTrue(() -> peer.headsSeen() == 200 - 64);
            LinkedBlockingQueue<Object> answers = new LinkedBlockingQueue<>();
            example.chat(answers).onNext(new EchoService.Text("hi"));
            assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("hi");
        }
    }

    @Test
    void aMessageMustArriveInItsTime() throws Exception {
        example.start(Map.of("BODY_TIMEOUT", "300ms"));
        try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
            peer.call(1, "/test.Echo/Say").announce(1, 1_000).data(1, new byte[10], false).call(3, "/test.Echo/Say").flush();
            Eventually.isTrue(() -> peer.headsSeen() == 2);
            assertThat(peer.hasEnded(1, TimeUnit.MILLISECONDS)).as("the connection has ended").isFalse();
        }
        Eventually.passes(() -> assertThat(example.management("/metrics").body()).contains("""
                calls_in_flight{protocol="grpc",service="example"} 0.0"""));
    }
}
