package io.outrigger.local;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A gRPC client that repeats nothing by itself, and sees whether a call had gone out when it failed. */
final class GrpcCaller implements Caller {
    private final String address;
    private final String token;
    private final Consumer<Channel> call;
    private final boolean keeps;
    private StockClient client;

    /** @param keeps whether it keeps its channel, or opens a new one for each call */
    GrpcCaller(String address, String token, Consumer<Channel> call, boolean keeps) {
        this.address = address;
        this.token = token;
        this.call = call;
        this.keeps = keeps;
    }

    @Override
    public boolean call(CallTally tally) {
        if (client == null) {
            client = StockClient.open(address, token);
        }
        AtomicBoolean sent = new AtomicBoolean();
        boolean listening = true;
        try {
            call.accept(ClientInterceptors.intercept(client.channel(), new Watching(sent)));
            tally.answered();
        } catch (StatusRuntimeException failed) {
            String text = failed.getStatus().toString();
            listening = !text.contains("Connection refused");
            if (failed.getStatus().getCode() == Status.Code.UNAVAILABLE && (!sent.get() || text.contains("GOAWAY"))) {
                tally.refused();
            } else {
                tally.lost(text);
            }
        }
        if (!keeps) {
            close();
        }
        return listening;
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /** Notes that the headers of a call have been written to a connection. */
    private record Watching(AtomicBoolean sent) implements ClientInterceptor {
        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return next.newCall(method, options.withStreamTracerFactory(new ClientStreamTracer.Factory() {
                @Override
                public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
                    return new ClientStreamTracer() {
                        @Override
                        public void outboundHeaders() {
                            sent.set(true);
                        }
                    };
                }
            }));
        }
    }
}
