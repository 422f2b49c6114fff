package io.outrigger.chassis.server;

import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.access.Who;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Authenticator;
import io.outrigger.chassis.security.Credentials;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Lets gRPC calls to their handlers that the table names, from those who may; the health service is open and the chassis' own. */
final class AccessInterceptor implements ServerInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> API_KEY =
            Metadata.Key.of(AccessFilter.API_KEY_HEADER.toLowerCase(Locale.ROOT), Metadata.ASCII_STRING_MARSHALLER);
    private static final String HEALTH = "grpc.health.v1.Health/";

    /** Calls of nobody in particular at once: who takes all of these keeps no caller from being served. */
    private static final int OPEN_MAX = 64;

    private final Semaphore open = new Semaphore(OPEN_MAX);
    private final AccessTable table;
    private final Authenticator authenticator;

    AccessInterceptor(AccessTable table, Authenticator authenticator) {
        this.table = table;
        this.authenticator = authenticator;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        Who who = table.methods().get(method);
        if (who != null && who.proof() == Who.Proof.NOTHING) {
            IncomingMessages.current().limitOfStrangers();
            if (!open.tryAcquire()) {
                throw new ServiceException(ErrorCode.OVERLOADED, "At most " + OPEN_MAX
                        + " calls without a credential are answered at once; come again shortly.").retryAfter(Duration.ofSeconds(1));
            }
            return CallPlace.serve(call, headers, next, open::release);
        }
        if (method.startsWith(HEALTH) || who != null && !who.needsToken()) {
            return next.startCall(call, headers);
        }
        Principal caller;
        try (var _ = RequestContext.current().phases().start(Phase.AUTH)) {
            caller = authenticator.authenticate(new Credentials(
                    Optional.ofNullable(headers.get(AUTHORIZATION)), Optional.ofNullable(headers.get(API_KEY))));
            if (who == null) {
                throw new ServiceException(ErrorCode.NOT_IMPLEMENTED, "The method " + method + " is not served here.");
            }
            who.require(caller);
        }
        return Contexts.interceptCall(CurrentCaller.with(caller), call, headers, next);
    }
}
