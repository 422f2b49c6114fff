package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.testing.Eventually;
import io.outrigger.testing.Http2Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that begin calls to end them at once, or to have the server end them; and connections by the dozen that have no call. */
class ResetFloodIT {

    private static final int STREAMS = 100_000;

    /** Writes a stack trace for each stream that a peer has broken, where no service has told it not to. */
    private final Logger streamErrors = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");
    private final ExampleServer example = new ExampleServer();

    @BeforeEach
    void quieten() {
        streamErrors.setLevel(Level.OFF);
    }

    @AfterEach
    void stop() throws InterruptedException {
        example.close();
    }

    @Test
    void whoResetsCallsByTheThousandIsSentAway() throws Exception {
        example.startForCallers(Map.of());
        try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
            flood(peer, stream -> peer.call(stream, "/test.Echo/Say").reset(stream));
            assertSentAway(peer);
        }
    }

    @Test
    void whoHasTheServerResetCallsIsSentAwayToo() throws Exception {
        example.startForCallers(Map.of());
        try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
            flood(peer, stream -> peer.call(stream, "/test.Echo/Say").widen(stream, 0));
            assertSentAway(peer);
        }
    }

    @Test
    void whoAnnouncesTooMuchAgainAndAgainIsSentAwayToo() throws Exception {
        example.startForCallers(Map.of());
        byte[] piece = new byte[8 << 10];
        try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
            flood(peer, stream -> peer.call(stream, "/test.Echo/Say").announce(stream, 60 << 20).data(stream, piece, false));
            assertSentAway(peer);
        }
    }

    @Test
    void whoIsSentAwayIsNotWaitedForWhileACallOfItsIsOpen() throws Exception {
        example.startForCallers(Map.of());
        try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
            peer.call(1, "/test.Echo/Say").announce(1, 100);
            flood(peer, stream -> peer.call(stream + 2, "/test.Echo/Say").widen(stream + 2, 0));
            assertThat(peer.hasEnded(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoWasSentAwayIsHeardASecondLater(boolean provoked) throws Exception {
        example.startForCallers(Map.of());
        try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
            flood(peer, stream -> {
                peer.call(stream, "/test.Echo/Say");
                if (provoked) {
                    peer.widen(stream, 0);
                } else {
                    peer.reset(stream);
                }
            });
            assertThat(peer.hasEnded(20, TimeUnit.SECONDS)).isTrue();
        }
        long cameAgain = System.nanoTime();
        assertServed();
        assertThat(Duration.ofNanos(System.nanoTime() - cameAgain)).isGreaterThan(Duration.ofMillis(800));
    }

    @Test
    void othersAreServedMeanwhile() throws Exception {
        example.startForCallers(Map.of());
        AtomicBoolean goesOn = new AtomicBoolean(true);
        Thread flooding = Thread.ofPlatform().start(() -> {
            while (goesOn.get()) {
                try (Http2Peer peer = new Http2Peer(example.server.grpcPort())) {
                    flood(peer, stream -> peer.call(stream, "/test.Echo/Say").reset(stream));
                } catch (IOException sentAway) {
                    Thread.onSpinWait();
                }
            }
        });
        for (int i = 0; i < 200; i++) {
            assertServed();
        }
        goesOn.set(false);
        flooding.join();
        assertServed();
    }

    @Test
    void connectionsWithoutACallMakeRoomForOthers() throws Exception {
        example.startForCallers(Map.of("CONNECTIONS_MAX", "4"));
        List<Http2Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                peers.add(new Http2Peer(example.server.grpcPort()));
            }
            assertServed();
            for (Http2Peer ended : peers.subList(0, 16)) {
                assertThat(ended.hasEnded(20, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            for (Http2Peer peer : peers) {
                peer.close();
            }
        }
    }

    private void assertServed() throws InterruptedException {
        LinkedBlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        var chat = example.chat(answers);
        chat.onNext(new EchoService.Text("hi"));
        assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("hi");
        chat.onCompleted();
    }

    private interface Attack {
        void on(int stream) throws IOException;
    }

    private static void flood(Http2Peer peer, Attack attack) {
        try {
            for (int i = 0; i < STREAMS; i++) {
                attack.on(2 * i + 1);
            }
            peer.flush();
        } catch (IOException sentAway) {
            return;
        }
    }

    private void assertSentAway(Http2Peer peer) throws Exception {
        assertThat(peer.hasEnded(20, TimeUnit.SECONDS)).as("the connection has ended").isTrue();
        if (peer.goAway() != null) { // it is overtaken by the end of the connection where that had more to read
            assertThat(peer.goAway().errorCode()).as(peer.goAway().text()).isEqualTo(Http2Peer.ENHANCE_YOUR_CALM);
        }
        assertServed();
        Eventually.passes(() -> assertThat(example.management("/metrics").body()).contains("""
                calls_in_flight{protocol="grpc",service="example"} 0.0"""));
    }
}
