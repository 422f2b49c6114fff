package io.outrigger.relay.hop;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/** Notes how far one call came on the wire; written by the transport's threads, read when the call has ended. */
final class CallProgress extends ClientStreamTracer.Factory {

    private volatile boolean requestSent;
    private volatile boolean answeredByServer;

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void outboundMessageSent(int number, long wireBytes, long bytes) {
                requestSent = true;
            }

            @Override
            public void inboundTrailers(Metadata trailers) {
                answeredByServer = true;
            }
        };
    }

    boolean requestSent() {
        return requestSent;
    }

    boolean answeredByServer() {
        return answeredByServer;
    }
}
