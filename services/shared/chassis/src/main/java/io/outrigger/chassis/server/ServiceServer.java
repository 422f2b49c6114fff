package io.outrigger.chassis.server;

import io.grpc.ServerInterceptor;
import io.outrigger.chassis.overload.ByteShares;
import io.outrigger.chassis.overload.RefusalPace;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service's three ports (REST, gRPC, management), started together and drained in order.
 *
 * <p>Closing takes readiness away, pauses for the mesh to notice, refuses new calls (GOAWAY on gRPC), lets those in flight
 * finish, and closes, with the parts that the service owns. Safe for several threads.
 */
public final class ServiceServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceServer.class);

    private static final Duration LISTENERS_ASKED_EVERY = Duration.ofSeconds(1);
    private static final Duration UNREACHABLE_MAX = Duration.ofMinutes(1);

    private final ServerConfig config;
    private final String name;
    private final Composition composition;
    private final ManagementHost management;
    private final Optional<GrpcHost> grpc;
    private final Optional<RestHost> rest;
    private final ListenerWatch watch;
    private volatile boolean listening;
    private volatile boolean closing;

    private ServiceServer(ServerConfig config, Composition composition) {
        Telemetry telemetry = composition.telemetry();
        this.config = config;
        this.composition = composition;
        this.name = telemetry.service();
        RequestRecorder recorder = telemetry.requests();
        ByteBudget bytes = new ByteBudget(config.bytesInFlightMax());
        ByteShares byteShares = new ByteShares(config.bytesInFlightMax(), config.messageBytesMax());
        Admission grpcAdmission = new Admission(config.callsMax(), bytes, byteShares, config.messageBytesMax(), telemetry.nanoTime());
        Admission restAdmission = new Admission(config.callsMax(), bytes, byteShares, config.messageBytesMax(), telemetry.nanoTime());
        LoadMeters load = new LoadMeters(telemetry.meters(), config, bytes).show("grpc", grpcAdmission).show("rest", restAdmission);
        management = listening(config.managementPort(), () -> new ManagementHost(config, telemetry, this::reasonsNotReady));
        GrpcHost startedGrpc = null;
        try {
            if (!composition.services.isEmpty()) {
                List<ServerInterceptor> interceptors = new ArrayList<>();
                interceptors.add(new RequestInterceptor(recorder, composition.believesRoutingHeaders,
                        new RefusalPace(telemetry.nanoTime())));
                interceptors.add(new AdmissionInterceptor(grpcAdmission));
                composition.accessInterceptor.ifPresent(interceptors::add);
                interceptors.add(new FairInterceptor(grpcAdmission));
                interceptors.addAll(composition.interceptors);
                startedGrpc = listening(config.grpcPort(), () -> new GrpcHost(config, composition, grpcAdmission, interceptors,
                        () -> reasonsNotReady().isEmpty()));
            }
            rest = composition.routes.isEmpty() ? Optional.empty() : Optional.of(listening(config.restPort(),
                    () -> new RestHost(config, composition.streamedBodiesMax, composition.cors, restAdmission, recorder,
                            telemetry.nanoTime(), routing -> {
                        composition.accessFilter.ifPresent(routing::addFilter);
                        routing.addFilter(new FairFilter(restAdmission));
                        composition.routes.forEach(r -> r.accept(routing));
                        new HealthRoutes(this::reasonsNotReady, false, composition.frontPage).accept(routing);
                    })));
            rest.ifPresent(load::show);
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
        OpenPorts.warning(config.host(), composition.accessTable, restPort(), grpcPort(), managementPort())
                .ifPresent(sentence -> LOG.warn("{} is {}", name, sentence));
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

    /**
     * Puts a service together, binds its ports and serves; where any of it fails, what was begun is ended.
     *
     * @param telemetry names the service, and is its own from here on
     * @throws IllegalStateException with a sentence when a port is in use
     */
    public static ServiceServer start(ServerConfig config, Telemetry telemetry, Consumer<Composition> compose) {
        Composition composition = new Composition(telemetry);
        try {
            compose.accept(composition);
            return new ServiceServer(config, composition);
        } catch (RuntimeException failed) {
            composition.closeParts();
            throw failed;
        }
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
        composition.readiness.forEach((check, reason) -> reason.get().ifPresent(text -> reasons.put(check, text)));
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
        composition.beforeDraining.forEach(Runnable::run);
        grpc.ifPresent(GrpcHost::leaveRotation);
        rest.ifPresent(RestHost::leaveRotation);
        boolean interrupted = pauseIsInterrupted();
        grpc.ifPresent(GrpcHost::refuseNew);
        rest.ifPresent(RestHost::stop);
        grpc.ifPresent(host -> host.awaitFinished(interrupted ? Duration.ZERO : config.drainTimeout()));
        management.stop();
        composition.closeParts();
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
                // Netty's native transport throws an exception of its own, whose number for this is another on every system.
                if (cause instanceof BindException || String.valueOf(cause.getMessage()).contains("Address already in use")) {
                    throw new IllegalStateException("Port " + port + " is in use by another program.", failed);
                }
            }
            throw failed instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) failed;
        }
    }
}
