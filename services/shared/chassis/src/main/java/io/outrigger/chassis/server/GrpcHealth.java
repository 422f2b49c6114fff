package io.outrigger.chassis.server;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.outrigger.chassis.background.BackgroundLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The service {@code grpc.health.v1.Health} as Kubernetes, grpc_health_probe, Envoy and clients ask it: the server as a whole (the empty
 * name) and each service that it serves follow readiness; {@value #LIVENESS} says only that the process answers, for a probe whose failure
 * ends it.
 *
 * <p>Readiness is looked at when somebody asks, and a few times a second for those who watch. Safe for several threads.
 */
final class GrpcHealth implements ServerInterceptor, AutoCloseable {

    static final String LIVENESS = "liveness";
    private static final Duration PERIOD = Duration.ofMillis(250);

    private final HealthStatusManager statuses = new HealthStatusManager();
    private final List<String> names = new ArrayList<>(List.of(HealthStatusManager.SERVICE_NAME_ALL_SERVICES));
    private final BooleanSupplier ready;
    private final BackgroundLoop follower;
    private final AtomicBoolean closed = new AtomicBoolean();
    private ServingStatus last;

    GrpcHealth(Collection<String> services, BooleanSupplier ready) {
        this.ready = ready;
        names.addAll(services);
        statuses.setStatus(LIVENESS, ServingStatus.SERVING);
        names.forEach(name -> statuses.setStatus(name, ServingStatus.NOT_SERVING));
        last = ServingStatus.NOT_SERVING;
        follower = BackgroundLoop.every("telling watchers of gRPC health", PERIOD, this::refresh);
    }

    ServerServiceDefinition service() {
        return ServerInterceptors.intercept(statuses.getHealthService().bindService(), this);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        refresh();
        return next.startCall(call, headers);
    }

    private synchronized void refresh() {
        ServingStatus now = ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        if (now != last) {
            names.forEach(name -> statuses.setStatus(name, now));
            last = now;
        }
    }

    /** Nothing is serving from now on; gRPC warns, with a stack trace, of being told so twice. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            follower.close();
            statuses.enterTerminalState();
        }
    }
}
