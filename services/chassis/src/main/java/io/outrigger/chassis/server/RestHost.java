package io.outrigger.chassis.server;

import io.grpc.Context;
import io.grpc.Deadline;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.Problem;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.CorrelationId;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.RequestRecorder;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * REST routes on Helidon's web server, HTTP/1.1, hosted the same way everywhere: correlation id, deadline, limits, and
 * problem+json for every failure, also for what never reaches a route.
 */
final class RestHost {

    private static final Logger LOG = LoggerFactory.getLogger(RestHost.class);
    private static final TextMapGetter<RoutingRequest> HEADERS = new HeaderGetter();
    private static final int HEADER_BYTES_MAX = 32 << 10;

    private final WebServer server;
    private final Admission admission;
    private final RequestRecorder recorder;
    private final ConnectionAges ages;
    private volatile boolean draining;

    RestHost(ServerConfig config, Admission admission, RequestRecorder recorder, Consumer<HttpRouting.Builder> routes)
            throws IOException {
        this.admission = admission;
        this.recorder = recorder;
        this.ages = new ConnectionAges(config.connectionAgeMax(), System::nanoTime);
        HttpRouting.Builder routing = HttpRouting.builder()
                .addFilter(this::serve)
                .error(Throwable.class, (request, response, thrown) -> answer(failureOf(thrown), RequestContext.current(), response));
        routes.accept(routing);
        routing.any(RestHost::noSuchRoute);
        server = builder(config.host(), config.restPort(), config.drainTimeout(), config.messageBytesMax())
                .addRouting(routing)
                .build();
        start(server, config.host(), config.restPort());
    }

    /** The settings that every web server of ours shares; Nagle's algorithm off, or small answers wait 40 ms. */
    static io.helidon.webserver.WebServerConfig.Builder builder(String host, int port, Duration drainTimeout, long bodyBytesMax) {
        return WebServer.builder()
                .host(host)
                .port(port)
                .shutdownHook(false)
                .shutdownGracePeriod(drainTimeout)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .protocolsDiscoverServices(false) // one protocol only: with two, what is neither is hung up on without an answer
                .addProtocol(Http1Config.builder().maxHeadersSize(HEADER_BYTES_MAX).build())
                .maxPayloadSize(bodyBytesMax)
                .directHandlers(unroutedFailures(bodyBytesMax));
    }

    /** Starts a web server. Helidon only logs that it cannot bind, so the port is tried first and the outcome looked at. */
    static void start(WebServer server, String host, int port) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        }
        if (!server.start().isRunning()) {
            throw new BindException("the web server could not listen on " + host + ":" + port);
        }
    }

    int port() {
        return server.port();
    }

    /** From now on every answer asks its client to go elsewhere. */
    void leaveRotation() {
        draining = true;
    }

    void stop() {
        server.stop();
    }

    private void serve(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        String id = CorrelationId.of(request.headers().value(HeaderNames.create(CorrelationId.HEADER)).orElse(null));
        RequestContext context = recorder.begin(request.prologue().method().text() + " " + shortPath(request), id,
                RoutingHeaders.NONE, request, HEADERS);
        response.header(CorrelationId.HEADER, id);
        if (draining || ages.isOld(request.socketId())) {
            response.header("Connection", "close");
        }
        boolean entered = false;
        try (RequestBody body = new RequestBody(admission)) {
            admission.enter();
            entered = true;
            request.context().register(body);
            inContext(context, request, chain::proceed);
        } catch (CloseConnectionException gone) {
            context.failed(ErrorCode.CALLER_CANCELLED);
            throw gone;
        } catch (RuntimeException thrown) {
            answer(failureOf(thrown), context, response);
        } finally {
            if (entered) {
                admission.leave();
            }
            recorder.end(context, Integer.toString(response.status().code()));
        }
    }

    /** Runs the handler inside the request's gRPC context, so that calls it makes carry deadline and ids. */
    private static void inContext(RequestContext request, RoutingRequest http, Runnable handler) {
        Context context = Context.current().withValue(RequestContext.KEY, request);
        Optional<Duration> timeout = RequestTimeout.ofHeader(http.headers().value(HeaderNames.create(RequestTimeout.HEADER)));
        if (timeout.isEmpty()) {
            context.run(handler);
            return;
        }
        Deadline deadline = Deadline.after(timeout.get().toNanos(), TimeUnit.NANOSECONDS);
        try (Context.CancellableContext limited = context.withDeadline(deadline, Timers.SHARED)) {
            limited.run(handler);
        }
    }

    private static void answer(ServiceException failure, RequestContext context, ServerResponse response) {
        ErrorCode code = failure.code();
        context.failed(code);
        if (code == ErrorCode.INTERNAL_ERROR) {
            LOG.atError().setMessage("a handler failed unexpectedly").setCause(failure.getCause())
                    .addKeyValue("correlation_id", context.correlationId()).log();
        }
        if (response.isSent()) {
            return;
        }
        if (code == ErrorCode.UNAUTHENTICATED_CALLER || code == ErrorCode.TOKEN_EXPIRED) {
            response.header("WWW-Authenticate", "Bearer realm=\"outrigger\"");
        }
        failure.retryAfter().ifPresent(wait ->
                response.header("Retry-After", Long.toString(Math.max(1, (wait.toMillis() + 999) / 1_000))));
        response.status(Status.create(code.httpStatus()))
                .header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .send(new Problem(code, failure.getMessage(), context.correlationId()).toJson());
    }

    private static ServiceException failureOf(Throwable thrown) {
        return switch (thrown) {
            case HttpException e -> new ServiceException(codeOf(e.status()), sentence(e.status(), e.getMessage()), e);
            case RequestException e -> new ServiceException(codeOf(e.status()), sentence(e.status(), e.getMessage()), e);
            default -> GrpcErrors.toFailure(thrown);
        };
    }

    private static void noSuchRoute(ServerRequest request, ServerResponse response) {
        throw new ServiceException(ErrorCode.ROUTE_NOT_FOUND,
                "There is nothing at " + shorten(request.path().rawPath()) + " for " + request.prologue().method().text() + ".");
    }

    /** Answers of the server itself: unreadable requests, headers that are too large. */
    private static DirectHandlers unroutedFailures(long bodyBytesMax) {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        DirectHandler problem = new DirectHandler() {
            @Override
            public TransportResponse handle(TransportRequest request, EventType type, Status status,
                    ServerResponseHeaders headers, String message) {
                headers.set(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
                String id = CorrelationId.of(null);
                headers.set(HeaderNames.create(CorrelationId.HEADER), id);
                ServiceException failure = unrouted(request, status, message, bodyBytesMax);
                return TransportResponse.builder()
                        .status(Status.create(failure.code().httpStatus()))
                        .headers(headers)
                        .entity(new Problem(failure.code(), failure.getMessage(), id).toJson())
                        .keepAlive(false)
                        .build();
            }
        };
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, problem);
        }
        return handlers.build();
    }

    /** What the server refused before any route saw it, in a sentence that names it where the request's headers show it. */
    private static ServiceException unrouted(DirectHandler.TransportRequest request, Status status, String message, long bodyBytesMax) {
        ErrorCode code = codeOf(status);
        Optional<String> encoding = request.headers().value(HeaderNames.CONTENT_ENCODING);
        if (code == ErrorCode.PAYLOAD_TOO_LARGE) {
            String found = request.headers().value(HeaderNames.CONTENT_LENGTH).orElse("more");
            return new ServiceException(code, "The body may have " + bodyBytesMax + " bytes; it has " + found + ".");
        }
        if (code == ErrorCode.MALFORMED_REQUEST && encoding.isPresent()) {
            return new ServiceException(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "The body must come as it is, without a Content-Encoding; found '" + shorten(encoding.get()) + "'.");
        }
        if (code == ErrorCode.INTERNAL_ERROR && request.path().isEmpty()) { // not even the request line could be read
            return new ServiceException(ErrorCode.MALFORMED_REQUEST, "The request line cannot be read: "
                    + "'METHOD /path HTTP/1.1' is expected.");
        }
        return new ServiceException(code, sentence(status, message));
    }

    private static ErrorCode codeOf(Status status) {
        return switch (status.code()) {
            case 401 -> ErrorCode.UNAUTHENTICATED_CALLER;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.ROUTE_NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 411 -> ErrorCode.LENGTH_REQUIRED;
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 431 -> ErrorCode.HEADER_TOO_LARGE;
            case 503 -> ErrorCode.OVERLOADED;
            case 505 -> ErrorCode.MALFORMED_REQUEST; // another version of HTTP is the caller's choice
            default -> status.code() >= 500 ? ErrorCode.INTERNAL_ERROR : ErrorCode.MALFORMED_REQUEST;
        };
    }

    private static String sentence(Status status, String message) {
        return "The HTTP request was refused: " + (message == null || message.isBlank() ? status.reasonPhrase() : shorten(message)) + ".";
    }

    private static String shortPath(RoutingRequest request) {
        return shorten(request.path().rawPath());
    }

    private static String shorten(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 100 ? printable : printable.substring(0, 100) + "…";
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
