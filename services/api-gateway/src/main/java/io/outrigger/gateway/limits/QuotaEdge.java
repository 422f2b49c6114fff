package io.outrigger.gateway.limits;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.gateway.grants.GrantsView;
import java.util.Locale;
import java.util.function.Predicate;

/** Holds every request of a known caller against what is granted, on REST and gRPC, and says in each answer how much is left. */
public final class QuotaEdge implements Filter, ServerInterceptor {

    private final RateLimiter limiter;
    private final LimitBook book;
    private final Predicate<String> isInference;

    /** @param isInference of a path or a gRPC method: it is counted where its model is known */
    public QuotaEdge(LimitsConfig config, RateLimiter limiter, GrantsView grants, Predicate<String> isInference) {
        this.limiter = limiter;
        this.book = new LimitBook(config.caller(), grants);
        this.isInference = isInference;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (!CurrentCaller.isKnown()) {
            chain.proceed();
            return;
        }
        Quota quota = new Quota(CurrentCaller.get(), book, limiter);
        response.beforeSend(() -> quota.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value)));
        try {
            admit(quota, request.path().path());
            Context.current().withValue(Quota.KEY, quota).run(chain::proceed);
        } finally {
            quota.end();
        }
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!CurrentCaller.isKnown()) {
            return next.startCall(call, headers);
        }
        Quota quota = new Quota(CurrentCaller.get(), book, limiter);
        admit(quota, call.getMethodDescriptor().getFullMethodName());
        var counted = new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendHeaders(Metadata answer) {
                quota.headers().forEach((name, value) -> answer.put(key(name), value));
                super.sendHeaders(answer);
            }

            @Override
            public void close(Status status, Metadata trailers) {
                quota.end();
                super.close(status, trailers);
            }
        };
        var listener = Contexts.interceptCall(Context.current().withValue(Quota.KEY, quota), counted, headers, next);
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onCancel() {
                quota.end();
                super.onCancel();
            }
        };
    }

    private void admit(Quota quota, String what) {
        if (isInference.test(what)) {
            quota.refuseIfUsedUp();
        } else {
            quota.request();
        }
    }

    private static Metadata.Key<String> key(String header) {
        return Metadata.Key.of(header.toLowerCase(Locale.ROOT), Metadata.ASCII_STRING_MARSHALLER);
    }
}
