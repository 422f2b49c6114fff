package io.outrigger.gateway.access;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.outrigger.chassis.access.CurrentCaller;

/** Puts together who calls, on REST and gRPC, behind the check of the credential. */
public final class CallerEdge implements Filter, ServerInterceptor {

    private static final Metadata.Key<String> STICKY = Metadata.Key.of("x-sticky-key", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        String forwarded = request.headers().value(HeaderNames.X_FORWARDED_FOR).orElse("");
        context(request.headers().value(HeaderNames.create(Caller.STICKY_HEADER)).orElse(null),
                request.remotePeer().address() + forwarded).run(chain::proceed);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String connection = String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        return Contexts.interceptCall(context(headers.get(STICKY), connection), call, headers, next);
    }

    private static Context context(String sentStickyKey, String connection) {
        return CurrentCaller.isKnown()
                ? Context.current().withValue(Caller.KEY, Caller.of(CurrentCaller.get(), sentStickyKey, connection)) : Context.current();
    }
}
