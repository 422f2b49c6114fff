package io.outrigger.relay.hop;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;

/**
 * How far one call has come on the wire: given to it as the factory of its tracer, written by the transport's threads, read when the call
 * has ended.
 */
public final class CallProgress extends ClientStreamTracer.Factory {

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

    /** What an end of the call without an answer amounts to. */
    public CallFailure failure(Status status, Metadata trailers) {
        return new CallFailure(status, trailers, requestSent, answeredByServer);
    }
}
