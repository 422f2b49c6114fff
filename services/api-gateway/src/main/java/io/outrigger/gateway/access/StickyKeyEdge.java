package io.outrigger.gateway.access;

import io.grpc.Context;
import io.grpc.Contexts;
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

/** Reads what a sticky canary holds on to, on REST and gRPC, behind the check of who calls. */
public final class StickyKeyEdge implements Filter, ServerInterceptor {

    private static final Metadata.Key<String> METADATA = Metadata.Key.of("x-sticky-key", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        context(request.headers().value(HeaderNames.create(Caller.STICKY_HEADER)).orElse(null)).run(chain::proceed);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return Contexts.interceptCall(context(headers.get(METADATA)), call, headers, next);
    }

    private static Context context(String sent) {
        return CurrentCaller.isKnown() ? Context.current().withValue(Caller.KEY, Caller.of(CurrentCaller.get(), sent)) : Context.current();
    }
}
