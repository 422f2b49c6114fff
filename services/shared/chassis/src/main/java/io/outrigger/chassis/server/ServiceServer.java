package io.outrigger.chassis.server;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.helidon.webserver.http.HttpRouting;
import io.micrometer.core.instrument.Tags;
import io.outrigger.chassis.telemetry.RequestRecorder;
import io.outrigger.chassis.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service's three ports (REST, gRPC, management), started together and drained in order.
 *
 * <p>Closing takes readiness away, pauses for the mesh to notice, refuses new calls (GOAWAY on gRPC), lets those in flight
 * finish, and closes. Safe for several threads.
 */
public final class ServiceServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceServer.class);

    private static final Duration LISTENERS_ASKED_EVERY = Duration.ofSeconds(1);
    private static final Duration UNREACHABLE_MAX = Duration.ofMinutes(1);

    private final ServerConfig config;
    private final String name;
    private final Map<String, Supplier<Optional<String>>> readiness;
    private final ManagementHost management;
    private final Optional<GrpcHost> grpc;
    private final Optional<RestHost> rest;
    private final ListenerWatch watch;
    private volatile boolean listening;
    private volatile boolean closing;

    private ServiceServer(Builder builder) {
        this.config = builder.config;
        this.name = builder.name;
        this.readiness = Map.copyOf(builder.readiness);
        RequestRecorder recorder = new RequestRecorder(builder.telemetry);
        ByteBudget bytes = new ByteBudget(config.bytesInFlightMax());
        Admission grpcAdmission = new Admission(config.callsMax(), bytes, config.messageBytesMax());
        Admission restAdmission = new Admission(config.callsMax(), bytes, config.messageBytesMax());
        var meters = builder.telemetry.meters();
        meters.gauge("calls.in.flight", Tags.of("protocol", "grpc"), grpcAdmission, Admission::callsInFlight);
        meters.gauge("calls.in.flight", Tags.of("protocol", "rest"), restAdmission, Admission::callsInFlight);
        meters.gauge("bytes.in.flight", bytes, ByteBudget::bytesHeld);
        management = listening(config.managementPort(), () -> new ManagementHost(config, builder.telemetry, this::reasonsNotReady));
        GrpcHost startedGrpc = null;
        try {
            if (!builder.services.isEmpty()) {
                List<ServerInterceptor> interceptors = new ArrayList<>();
                interceptors.add(new RequestInterceptor(recorder, builder.believesRoutingHeaders));
                interceptors.add(new AdmissionInterceptor(grpcAdmission));
                interceptors.addAll(builder.interceptors);
                startedGrpc = listening(config.grpcPort(), () -> new GrpcHost(config, builder.services, interceptors,
                        () -> reasonsNotReady().isEmpty()));
            }
            rest = builder.routes.isEmpty() ? Optional.empty() : Optional.of(listening(config.restPort(),
                    () -> new RestHost(config, restAdmission, recorder, routing -> {
                        builder.routes.forEach(r -> r.accept(routing));
                        new HealthRoutes(this::reasonsNotReady, false).accept(routing);
                    })));
            grpc = Optional.ofNullable(startedGrpc);
            watch = listening(0, this::watchListeners);
        } catch (RuntimeException failed) {
            if (startedGrpc != null) {
                startedGrpc.refuseNew();
            }
            management.stop();
            throw failed;
        }
        listening = true;
        LOG.info("{} is listening: REST {}, gRPC {}, management {}", name, restPort(), grpcPort(), managementPort());
    }

    private ListenerWatch watchListeners() throws IOException {
        Map<String, Integer> ports = new LinkedHashMap<>(Map.of("management", management.port()));
        rest.ifPresent(host -> ports.put("REST", host.port()));
        grpc.ifPresent(host -> ports.put("gRPC", host.port()));
        return new ListenerWatch(config.host(), ports, LISTENERS_ASKED_EVERY, UNREACHABLE_MAX, this::endProcess);
    }

    /** A process that cannot be called is of no use to anybody; its supervisor starts another. */
    private void endProcess(String sentence) {
        if (closing) {
            return;
        }
        LOG.error("{} ends: {}", name, sentence);
        Thread.ofPlatform().name("dead-listener").daemon().start(() -> System.exit(1));
    }

    public static Builder builder(String name, ServerConfig config, Telemetry telemetry) {
        return new Builder(name, config, telemetry);
    }

    /** The port that was bound, or 0 without REST routes. */
    public int restPort() {
        return rest.map(RestHost::port).orElse(0);
    }

    /** The port that was bound, or 0 without gRPC services. */
    public int grpcPort() {
        return grpc.map(GrpcHost::port).orElse(0);
    }

    public int managementPort() {
        return management.port();
    }

    /** Why the service should get no requests at the moment, by the name of the check; empty when it should. */
    public Map<String, String> reasonsNotReady() {
        Map<String, String> reasons = new LinkedHashMap<>();
        if (closing) {
            reasons.put("server", "shutting down");
        } else if (!listening) {
            reasons.put("server", "not all ports are open yet");
        } else {
            watch.trouble().or(() -> rest.flatMap(RestHost::trouble)).ifPresent(sentence -> reasons.put("server", sentence));
        }
        readiness.forEach((check, reason) -> reason.get().ifPresent(text -> reasons.put(check, text)));
        return reasons;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        watch.close();
        LOG.info("{} is draining", name);
        grpc.ifPresent(GrpcHost::leaveRotation);
        rest.ifPresent(RestHost::leaveRotation);
        boolean interrupted = pauseIsInterrupted();
        grpc.ifPresent(GrpcHost::refuseNew);
        rest.ifPresent(RestHost::stop);
        grpc.ifPresent(host -> host.awaitFinished(interrupted ? Duration.ZERO : config.drainTimeout()));
        management.stop();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        LOG.info("{} has stopped", name);
    }

    /** Waits for the mesh to notice; an interrupt only cuts the waiting short, since a server that goes on listening is worse. */
    private boolean pauseIsInterrupted() {
        try {
            Thread.sleep(config.drainPause());
            return false;
        } catch (InterruptedException stopWaiting) {
            return true;
        }
    }

    private interface Start<T> {
        T run() throws IOException;
    }

    /** Starts a listener; a port that is taken is named in the sentence. */
    private static <T> T listening(int port, Start<T> start) {
        try {
            return start.run();
        } catch (IOException | RuntimeException failed) {
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException || String.valueOf(cause.getMessage()).contains("Address already in use")) {
                    throw new IllegalStateException("Port " + port + " is in use by another program.", failed);
                }
            }
            throw failed instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) failed;
        }
    }

    /** Puts a server together; every part is optional but the management port. */
    public static final class Builder {

        private final String name;
        private final ServerConfig config;
        private final Telemetry telemetry;
        private final List<Consumer<HttpRouting.Builder>> routes = new ArrayList<>();
        private final List<ServerServiceDefinition> services = new ArrayList<>();
        private final List<ServerInterceptor> interceptors = new ArrayList<>();
        private final Map<String, Supplier<Optional<String>>> readiness = new LinkedHashMap<>();
        private boolean believesRoutingHeaders = true;

        private Builder(String name, ServerConfig config, Telemetry telemetry) {
            this.name = name;
            this.config = config;
            this.telemetry = telemetry;
        }

        public Builder rest(Consumer<HttpRouting.Builder> routing) {
            routes.add(routing);
            return this;
        }

        public Builder grpc(BindableService service) {
            return grpc(service.bindService());
        }

        public Builder grpc(ServerServiceDefinition service) {
            services.add(service);
            return this;
        }

        /** Adds an interceptor inside those of the chassis; the first added is the outermost. */
        public Builder intercept(ServerInterceptor interceptor) {
            interceptors.add(interceptor);
            return this;
        }

        /** Ignores inbound {@code x-outrigger-*}: for the service that faces the outside. */
        public Builder ignoringRoutingHeaders() {
            believesRoutingHeaders = false;
            return this;
        }

        /** Adds a check that gives a reason while the service should get no requests. */
        public Builder readiness(String check, Supplier<Optional<String>> reasonNotReady) {
            readiness.put(check, reasonNotReady);
            return this;
        }

        /**
         * Binds the ports and serves.
         *
         * @throws IllegalStateException with a sentence when a port is in use
         */
        public ServiceServer start() {
            return new ServiceServer(this);
        }
    }
}
