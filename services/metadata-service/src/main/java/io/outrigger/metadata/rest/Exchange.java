package io.outrigger.metadata.rest;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.chassis.json.Json;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.registry.Names;
import io.outrigger.registry.VersionNumber;
import java.util.Optional;

/** One request and its answer in the registry's words: names of the path, JSON, ETags. Stateless. */
public final class Exchange {

    private static final int BODY_BYTES_MAX = 1 << 20;

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
        return JsonObject.parse(RequestBody.read(request, BODY_BYTES_MAX));
    }

    public static Preconditions preconditions(ServerRequest request) {
        return Preconditions.of(header(request, HeaderNames.IF_MATCH), header(request, HeaderNames.IF_NONE_MATCH));
    }

    private static Optional<String> header(ServerRequest request, HeaderName name) {
        return request.headers().contains(name)
                ? Optional.of(String.join(",", request.headers().get(name).allValues()))
                : Optional.empty();
    }

    /** Sends what has an ETag; only the ETag where the caller has that state already. */
    public static void sendTagged(ServerRequest request, ServerResponse response, long revision, Object document) {
        byte[] json = Json.bytes(document);
        EntityTag tag = EntityTag.ofJson(revision, json);
        if (preconditions(request).isKnownToCaller(tag)) {
            response.header(HeaderNames.ETAG, tag.toString()).status(Status.NOT_MODIFIED_304).send();
            return;
        }
        send(response, Status.OK_200, tag, json);
    }

    /** Answers a write with what has an ETag. */
    public static void sendWritten(ServerResponse response, Status status, long revision, Object document) {
        byte[] json = Json.bytes(document);
        send(response, status, EntityTag.ofJson(revision, json), json);
    }

    private static void send(ServerResponse response, Status status, EntityTag tag, byte[] json) {
        response.header(HeaderNames.ETAG, tag.toString());
        JsonAnswer.sendWritten(response, status, json);
    }
}
