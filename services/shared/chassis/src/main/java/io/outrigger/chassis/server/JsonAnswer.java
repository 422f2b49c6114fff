package io.outrigger.chassis.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.json.Json;

/** A document of ours as the answer to a request. */
public final class JsonAnswer {

    private static final String MEDIA_TYPE = "application/json";

    private JsonAnswer() {
    }

    public static void send(ServerResponse response, Status status, Object document) {
        sendWritten(response, status, Json.bytes(document));
    }

    /** Sends a document that is written as JSON already. */
    public static void sendWritten(ServerResponse response, Status status, byte[] json) {
        response.status(status).header(HeaderNames.CONTENT_TYPE, MEDIA_TYPE).send(json);
    }
}
