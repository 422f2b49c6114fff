package io.outrigger.chassis.server;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;

/** A caller's way to a server of these tests, as any gRPC client opens it. */
final class TestChannel {

    private TestChannel() {
    }

    static ManagedChannel to(int port) {
        return Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create()).maxInboundMessageSize(1 << 20).build();
    }
}
