package io.outrigger.chassis.headers;

import io.grpc.Metadata;
import io.outrigger.chassis.errors.Quote;
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

    /** The caller's id where it is a sane one and no secret, a new one otherwise. */
    public static String of(String fromCaller) {
        boolean sane = fromCaller != null && ALLOWED.matcher(fromCaller).matches() && Quote.withoutSecrets(fromCaller).equals(fromCaller);
        return sane ? fromCaller : UUID.randomUUID().toString();
    }
}
