package io.outrigger.metadata.stream;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;

/** The host that a call comes from, for those who count by it. */
public final class WatcherPeer implements ServerInterceptor {

    private static final Context.Key<String> HOST = Context.keyWithDefault("outrigger-watcher-peer", "");

    /** Of the call being served; empty where it has no address. */
    static String current() {
        return HOST.get();
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String host = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress address
                ? address.getHostString() : "";
        return Contexts.interceptCall(Context.current().withValue(HOST, host), call, headers, next);
    }
}
