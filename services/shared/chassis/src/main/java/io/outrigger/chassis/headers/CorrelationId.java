package io.outrigger.chassis.headers;

import io.grpc.Metadata;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id that ties together everything logged and answered about one request; {@code x-request-id} on the wire. */
public final class CorrelationId {

    public static final String HEADER = "x-request-id";
    public static final Metadata.Key<String> KEY = Metadata.Key.of(HEADER, Metadata.ASCII_STRING_MARSHALLER);

    /** What an id from outside may look like: nothing that could break a log line, a header or a dashboard. */
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private CorrelationId() {
    }

    /** The caller's id where it is a sane one, a new one otherwise. */
    public static String of(String fromCaller) {
        return fromCaller != null && ALLOWED.matcher(fromCaller).matches() ? fromCaller : UUID.randomUUID().toString();
    }
}
