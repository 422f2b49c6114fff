package io.outrigger.metadata.rest;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.registryview.Names;
import io.outrigger.registryview.VersionNumber;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One request and its answer in the registry's words: names of the path, JSON in and out, ETags. Stateless. */
public final class Exchange {

    private static final int BODY_BYTES_MAX = 1 << 20;
    /** A form is what curl says unless told otherwise; the body decides then whether it is JSON. */
    private static final Set<String> BODY_TYPES =
            Set.of("application/json", "application/merge-patch+json", "application/x-www-form-urlencoded");

    private Exchange() {
    }

    /** The model that the path names, if the caller's token is for it. */
    public static String model(ServerRequest request, Principal caller) {
        String name = Names.model(path(request, "model"));
        caller.requireModel(name);
        return name;
    }

    public static long version(ServerRequest request) {
        return VersionNumber.parse(path(request, "version"));
    }

    public static String path(ServerRequest request, String part) {
        return request.path().pathParameters().get(part);
    }

    /** A parameter of the query; given twice it would mean two things. */
    public static Optional<String> query(ServerRequest request, String name) {
        if (!request.query().contains(name)) {
            return Optional.empty();
        }
        if (request.query().all(name).size() != 1) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The parameter " + name + " must be given once.");
        }
        return Optional.of(request.query().get(name));
    }

    /** The JSON object in the body. */
    public static JsonObject json(ServerRequest request) {
        Optional<String> type = request.headers().value(HeaderNames.CONTENT_TYPE);
        if (type.isPresent() && !isJson(type.get())) {
            throw new ServiceException(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "The content type must be application/json in UTF-8; found \"" + Names.shown(type.get()) + "\".");
        }
        return JsonObject.parse(RequestBody.read(request, BODY_BYTES_MAX));
    }

    private static boolean isJson(String contentType) {
        try {
            HttpMediaType type = HttpMediaType.create(contentType);
            return BODY_TYPES.contains(type.text().split(";")[0].strip().toLowerCase(java.util.Locale.ROOT))
                    && type.charset().map(charset -> charset.equalsIgnoreCase("utf-8")).orElse(true);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    public static Preconditions preconditions(ServerRequest request) {
        return Preconditions.of(header(request, HeaderNames.IF_MATCH), header(request, HeaderNames.IF_NONE_MATCH));
    }

    private static Optional<String> header(ServerRequest request, HeaderName name) {
        return request.headers().contains(name)
                ? Optional.of(String.join(",", request.headers().get(name).allValues()))
                : Optional.empty();
    }

    public static void send(ServerResponse response, Status status, Map<String, Object> document) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .send(StoredJson.writeBytes(document));
    }

    /** Sends what has an ETag; only the ETag where the caller has that state already. */
    public static void sendTagged(ServerRequest request, ServerResponse response, long revision, Map<String, Object> document) {
        response.header(HeaderNames.ETAG, Preconditions.etag(revision));
        if (preconditions(request).isKnownToCaller(revision)) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        send(response, Status.OK_200, document);
    }
}
