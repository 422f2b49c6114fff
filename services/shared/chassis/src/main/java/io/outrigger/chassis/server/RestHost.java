package io.outrigger.chassis.server;

import io.grpc.Context;
import io.grpc.Deadline;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.chassis.errors.Challenge;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Problem;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.CorrelationId;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.overload.RefusalPace;
import io.outrigger.chassis.telemetry.Operation;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.RequestRecorder;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * REST routes on Helidon's HTTP/1.1, hosted the same way everywhere: correlation id, deadline, limits, and
 * problem+json for every failure, also for what never reaches a route.
 */
final class RestHost {

    private static final Logger LOG = LoggerFactory.getLogger(RestHost.class);
    private static final TextMapGetter<RoutingRequest> HEADERS = new HeaderGetter();

    private final HttpPort port;
    private final Admission admission;
    private final RequestRecorder recorder;
    private final Duration drainTimeout;
    private final Cors cors;
    private final RefusalPace refusals;

    /** @param streamedBodiesMax see {@link HttpLimits} */
    RestHost(ServerConfig config, Map<String, Long> streamedBodiesMax, Cors cors, Admission admission, RequestRecorder recorder,
            LongSupplier nanoTime, Consumer<HttpRouting.Builder> routes) throws IOException {
        this.admission = admission;
        this.recorder = recorder;
        this.drainTimeout = config.drainTimeout();
        this.cors = cors;
        this.refusals = new RefusalPace(nanoTime);
        HttpRouting.Builder routing = HttpRouting.builder()
                .addFilter(this::serve)
                .error(Throwable.class, (request, response, thrown) -> {
                    throw new RouteFailure(thrown);
                });
        routes.accept(routing);
        routing.any((request, response) -> {
            throw noSuchRoute(request);
        });
        port = new HttpPort(config.host(), config.restPort(), HttpLimits.of(config, config.messageBytesMax(), streamedBodiesMax),
                admission.bytes(), routing);
    }

    int port() {
        return port.port();
    }

    Optional<String> trouble() {
        return port.trouble();
    }

    int connections() {
        return port.connections();
    }

    /** Of these, those on which nobody asks. */
    int restingConnections() {
        return port.restingConnections();
    }

    /** From now on every answer asks its client to go elsewhere. */
    void leaveRotation() {
        port.leaveRotation();
    }

    /** Takes no new connections, answers what was accepted, and closes. */
    void stop() {
        port.stop(drainTimeout);
    }

    private void serve(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        String id = CorrelationId.of(request.headers().value(HeaderNames.create(CorrelationId.HEADER)).orElse(null));
        RequestContext context = recorder.begin(new Operation.Http(Quote.bare(request.prologue().method().text()), shortPath(request)), id,
                RoutingHeaders.NONE, request, HEADERS);
        response.header(CorrelationId.HEADER, id);
        cors.mark(request, response);
        try {
            serveInPlace(context, chain, request);
        } catch (CloseConnectionException gone) {
            context.failed(whoseEnd(gone));
            throw gone;
        } catch (RuntimeException thrown) {
            ServiceException failure = RestFailures.of(thrown instanceof RouteFailure passedOn ? passedOn.getCause() : thrown);
            awaitTurn(failure.code(), response);
            answer(failure, context, request, response);
        } finally {
            request.matchingPattern().ifPresent(context::route);
            recorder.end(context, Integer.toString(response.status().code()));
        }
    }

    private void serveInPlace(RequestContext context, FilterChain chain, RoutingRequest request) {
        try (RequestBody body = new RequestBody(admission)) {
            admission.enter();
            try {
                request.context().register(body);
                inContext(context, request, chain::proceed);
            } finally {
                admission.leave();
            }
        }
    }

    /** Whoever stops while a refusal waits its turn has it at once. */
    private void awaitTurn(ErrorCode code, ServerResponse response) {
        OptionalLong waitNanos = refusals.turn(code);
        if (waitNanos.isEmpty()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        } else {
            LockSupport.parkNanos(waitNanos.getAsLong());
        }
    }

    /** A connection is also ended by a route whose answer had begun when what it is made of failed. */
    private static ErrorCode whoseEnd(CloseConnectionException ended) {
        if (ended instanceof RequestBytes.TimedOut) {
            return ErrorCode.REQUEST_TIMEOUT;
        }
        return ended.getCause() instanceof ServiceException failure && !ServedCaller.hasGone() ? failure.code()
                : ErrorCode.CALLER_CANCELLED;
    }

    /** Runs the handler inside the request's gRPC context, so that calls it makes carry deadline and ids. */
    private static void inContext(RequestContext request, RoutingRequest http, Runnable handler) {
        Context context = Context.current().withValue(RequestContext.KEY, request);
        Optional<Duration> timeout = RequestTimeout.ofHeader(http.headers().value(HeaderNames.create(RequestTimeout.HEADER)));
        ServedCaller.run(timeout.isEmpty() ? context.withCancellation() : context.withDeadline(
                Deadline.after(timeout.get().toNanos(), TimeUnit.NANOSECONDS), Timers.SHARED), handler);
    }

    private static void answer(ServiceException failure, RequestContext context, ServerRequest request, ServerResponse response) {
        ErrorCode code = failure.code();
        context.failed(code);
        if (code == ErrorCode.INTERNAL_ERROR) {
            OutOfMemory.tell(failure.getCause());
            context.failed(code, failure.getCause());
            LOG.atError().setMessage("a handler failed unexpectedly").setCause(failure.getCause())
                    .addKeyValue("correlation_id", context.correlationId()).log();
        }
        if (response.isSent()) {
            return;
        }
        failure.challenge().ifPresent(wanted -> response.header(Challenge.HEADER, wanted.text(failure.getMessage())));
        failure.retryAfter().ifPresent(wait ->
                response.header("Retry-After", Long.toString(Math.max(1, (wait.toMillis() + 999) / 1_000))));
        response.status(Status.create(code.httpStatus())).header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
        try {
            response.send(new Problem(failure, context.correlationId()).toJson());
        } catch (CloseConnectionException gone) { // thrown on, it would be a failure of ours in Helidon's eyes, with its stack trace
            LOG.debug("a caller did not wait for its refusal", gone);
        }
    }

    static ServiceException noSuchRoute(ServerRequest request) {
        return new ServiceException(ErrorCode.ROUTE_NOT_FOUND,
                "There is nothing at " + Quote.bare(request.path().rawPath()) + " for "
                        + Quote.bare(request.prologue().method().text()) + ".");
    }

    private static String shortPath(RoutingRequest request) {
        return Quote.bare(request.path().rawPath());
    }

    /**
     * What a route has thrown, on its way to the filter that answers when the request's place is given back: Helidon has an error handler
     * answer before that, or throw one of these.
     */
    private static final class RouteFailure extends HttpException {

        private static final long serialVersionUID = 1;

        RouteFailure(Throwable thrown) {
            super("a route has failed", Status.INTERNAL_SERVER_ERROR_500, thrown);
        }
    }

    /** Reads trace headers out of an HTTP request. */
    private static final class HeaderGetter implements TextMapGetter<RoutingRequest> {

        @Override
        public Iterable<String> keys(RoutingRequest carrier) {
            return carrier.headers().stream().map(header -> header.name()).toList();
        }

        @Override
        public String get(RoutingRequest carrier, String key) {
            return carrier == null ? null : carrier.headers().value(HeaderNames.create(key)).orElse(null);
        }
    }
}
