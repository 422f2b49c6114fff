package io.outrigger.perf.attack;

import io.outrigger.perf.load.PlatformFile;
import io.outrigger.testing.Http2Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Attacks over gRPC by peers without a credential; who is sent away comes again at once. */
final class CallFloods {

    private static final String OPEN_METHOD = "/inference.GRPCInferenceService/ServerLive";
    private static final int PEERS = 2;
    private static final int STREAMS_OF_A_PEER = 100_000;
    private static final int UNFINISHED_PEERS = 20;
    private static final int UNFINISHED_CALLS = 64;
    private static final int ANNOUNCED_BYTES = 60 << 20;
    private static final byte[] PIECE = new byte[16 << 10];
    private static final int PIECES = 8;

    private CallFloods() {
    }

    static void resets(PlatformFile platform, BooleanSupplier goesOn) {
        flood(platform, goesOn, (peer, stream) -> peer.call(stream, OPEN_METHOD).reset(stream));
    }

    static void provokedResets(PlatformFile platform, BooleanSupplier goesOn) {
        flood(platform, goesOn, (peer, stream) -> peer.call(stream, OPEN_METHOD).widen(stream, 0));
    }

    private interface Step {
        void on(Http2Peer peer, int stream) throws IOException;
    }

    private static void flood(PlatformFile platform, BooleanSupplier goesOn, Step step) {
        Attackers.together(PEERS, () -> {
            while (goesOn.getAsBoolean()) {
                floodOnce(platform, goesOn, step);
            }
        });
    }

    private static void floodOnce(PlatformFile platform, BooleanSupplier goesOn, Step step) {
        try (Http2Peer peer = peer(platform)) {
            for (int i = 0; i < STREAMS_OF_A_PEER && goesOn.getAsBoolean(); i++) {
                step.on(peer, 2 * i + 1);
            }
            peer.flush();
        } catch (IOException sentAway) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    static void unfinishedMessages(PlatformFile platform, BooleanSupplier goesOn) throws IOException {
        List<Http2Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < UNFINISHED_PEERS; i++) {
                Http2Peer peer = peer(platform);
                peers.add(peer);
                sendUnfinished(peer);
            }
            while (goesOn.getAsBoolean()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        } finally {
            for (Http2Peer peer : peers) {
                peer.close();
            }
        }
    }

    private static void sendUnfinished(Http2Peer peer) {
        try {
            for (int call = 0; call < UNFINISHED_CALLS; call++) {
                int stream = 2 * call + 1;
                peer.call(stream, OPEN_METHOD).announce(stream, ANNOUNCED_BYTES);
                for (int i = 0; i < PIECES; i++) {
                    peer.data(stream, PIECE, false);
                }
                peer.flush();
            }
        } catch (IOException sentAway) {
            return;
        }
    }

    private static Http2Peer peer(PlatformFile platform) throws IOException {
        return new Http2Peer(Attack.port(platform.value("GATEWAY_GRPC")));
    }
}
