package io.outrigger.chassis.server;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.security.Authenticator;
import io.outrigger.chassis.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service while it is put together: what it serves, when it is ready, and the parts that it owns; everything is optional.
 *
 * <p>Parts are closed when the service has ended, also where it could not start, the last first. Used by one thread.
 */
public final class Composition {

    private static final Logger LOG = LoggerFactory.getLogger(Composition.class);

    final List<Consumer<HttpRouting.Builder>> routes = new ArrayList<>();
    final List<ServerServiceDefinition> services = new ArrayList<>();
    final Set<String> neverBlocking = new HashSet<>();
    final List<ServerInterceptor> interceptors = new ArrayList<>();
    final Map<String, Supplier<Optional<String>>> readiness = new LinkedHashMap<>();
    final List<Runnable> beforeDraining = new ArrayList<>();
    final Map<String, Long> streamedBodiesMax = new LinkedHashMap<>();
    Optional<Duration> callTimeMax = Optional.empty();
    Optional<StaticFile> frontPage = Optional.empty();
    boolean believesRoutingHeaders = true;
    Cors cors = Cors.OFF;
    Optional<AccessTable> accessTable = Optional.empty();
    Optional<AccessFilter> accessFilter = Optional.empty();
    Optional<AccessInterceptor> accessInterceptor = Optional.empty();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Telemetry telemetry;

    Composition(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** Closed behind all parts. */
    public Telemetry telemetry() {
        return telemetry;
    }

    /** Closes this part when the service has ended. */
    public <T extends AutoCloseable> T owns(T part) {
        parts.push(part);
        return part;
    }

    /** Ends this part so when the service has ended. */
    public <T> T owns(T part, Consumer<T> end) {
        parts.push(() -> end.accept(part));
        return part;
    }

    /** Serves only what the table names, and only those who may: for a service that faces callers. */
    public Composition access(AccessTable table, Authenticator authenticator) {
        accessTable = Optional.of(table);
        accessFilter = Optional.of(new AccessFilter(table, authenticator));
        accessInterceptor = Optional.of(new AccessInterceptor(table, authenticator));
        return this;
    }

    public Composition rest(Consumer<HttpRouting.Builder> routing) {
        routes.add(routing);
        return this;
    }

    /** Shows browsers this page at {@code /}, where everybody else is told whether the service is ready. */
    public Composition frontPage(StaticFile page) {
        frontPage = Optional.of(page);
        return this;
    }

    /** Lets requests to this address have so large a body, which must be read as a stream ({@link RequestBody#stream}). */
    public Composition streamsBody(String method, String path, long bytesMax) {
        streamedBodiesMax.put(method + ' ' + path, bytesMax);
        return this;
    }

    /** Lets pages of these origins call from a browser. */
    public Composition cors(Cors policy) {
        cors = policy;
        return this;
    }

    /** Lets gRPC calls go on for so long when the age of their connection is over: for a service whose streams last. */
    public Composition callTimeMax(Duration time) {
        callTimeMax = Optional.of(time);
        return this;
    }

    public Composition grpc(BindableService service) {
        return grpc(service.bindService());
    }

    public Composition grpc(ServerServiceDefinition service) {
        services.add(service);
        return this;
    }

    /** Handles this method on the network's threads: neither its handler nor the service's interceptors ever wait. */
    public Composition neverBlocks(MethodDescriptor<?, ?> method) {
        neverBlocking.add(method.getFullMethodName());
        return this;
    }

    /** Adds an interceptor inside those of the chassis; the first added is the outermost. */
    public Composition intercept(ServerInterceptor interceptor) {
        interceptors.add(interceptor);
        return this;
    }

    /** Ignores inbound {@code x-outrigger-*}: for the service that faces the outside. */
    public Composition ignoringRoutingHeaders() {
        believesRoutingHeaders = false;
        return this;
    }

    /** Whether peers are anybody's, who have to show a credential, or services of the platform. */
    boolean facesCallers() {
        return accessInterceptor.isPresent();
    }

    /** Adds a check that gives a reason while the service should get no requests. */
    public Composition readiness(String check, Supplier<Optional<String>> reasonNotReady) {
        readiness.put(check, reasonNotReady);
        return this;
    }

    /** Runs this before calls in flight are waited for: for what would keep them for ever. */
    public Composition beforeDraining(Runnable step) {
        beforeDraining.add(step);
        return this;
    }

    /** Ends every part, whatever becomes of the others. */
    void closeParts() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failed) {
                LOG.warn("a part of {} did not end as it should", telemetry.service(), failed);
            }
        }
        telemetry.close();
    }
}
