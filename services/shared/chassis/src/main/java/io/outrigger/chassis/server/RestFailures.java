package io.outrigger.chassis.server;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.Problem;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.CorrelationId;
import java.util.Optional;

/**
 * What went wrong with a REST request, in our codes: whatever routes throw, and what the web server refuses before any route
 * sees it. Stateless.
 */
final class RestFailures {

    private RestFailures() {
    }

    /** The failure behind what a route, or the server while it read for one, has thrown. */
    static ServiceException of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CloseConnectionException || ServedCaller.hasGone()) { // whatever else failed, failed for that
                return new ServiceException(ErrorCode.CALLER_CANCELLED, "The caller went away before its request was answered.", thrown);
            }
        }
        return switch (thrown) {
            case HttpException e -> new ServiceException(codeOf(e.status()), sentence(e.status(), e.getMessage()), e);
            case RequestException e -> new ServiceException(codeOf(e.status()), sentence(e.status(), e.getMessage()), e);
            default -> GrpcErrors.toFailure(thrown);
        };
    }

    /** Answers of the server itself: unreadable requests, headers that are too large. */
    static DirectHandlers unrouted(long bodyBytesMax) {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        DirectHandler problem = new DirectHandler() {
            @Override
            public TransportResponse handle(TransportRequest request, EventType type, Status status,
                    ServerResponseHeaders headers, String message) {
                HeaderName idHeader = HeaderNames.create(CorrelationId.HEADER);
                String id = CorrelationId.of(request.headers().value(idHeader).orElse(null));
                headers.set(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
                headers.set(idHeader, id);
                ServiceException failure = refusal(request, status, message, bodyBytesMax);
                if (failure.code() == ErrorCode.UNSUPPORTED_MEDIA_TYPE) {
                    headers.set(HeaderNames.ACCEPT_ENCODING, BodyEncoding.ACCEPTED);
                }
                return TransportResponse.builder()
                        .status(Status.create(failure.code().httpStatus()))
                        .headers(headers)
                        .entity(new Problem(failure, id).toJson())
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
    private static ServiceException refusal(DirectHandler.TransportRequest request, Status status, String message, long bodyBytesMax) {
        ErrorCode code = codeOf(status);
        Optional<String> encoding = request.headers().value(HeaderNames.CONTENT_ENCODING);
        if (code == ErrorCode.PAYLOAD_TOO_LARGE) {
            String found = request.headers().value(HeaderNames.CONTENT_LENGTH).orElse("more");
            return new ServiceException(code, "The body may have " + bodyBytesMax + " bytes; it has " + found + ".");
        }
        if (code == ErrorCode.MALFORMED_REQUEST && encoding.isPresent()) {
            return new ServiceException(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "The body's Content-Encoding may be one of " + BodyEncoding.ACCEPTED + "; found " + Quote.of(encoding.get()) + ".");
        }
        if (status.code() == Status.NOT_IMPLEMENTED_501.code()) {
            String coding = request.headers().value(HeaderNames.TRANSFER_ENCODING).orElse("none");
            return new ServiceException(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "The body must come as it is, or with the Transfer-Encoding 'chunked' alone; found " + Quote.of(coding) + ".");
        }
        if (code == ErrorCode.INTERNAL_ERROR && request.path().isEmpty()) { // not even the request line could be read
            return new ServiceException(ErrorCode.MALFORMED_REQUEST,
                    "The request line cannot be read: 'METHOD /path HTTP/1.1' is expected.");
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
        return "The HTTP request was refused: "
                + (message == null || message.isBlank() ? status.reasonPhrase() : Quote.bare(message)) + ".";
    }
}
