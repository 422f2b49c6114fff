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

    private static final int UUID_CHARACTERS = 36;

    private CorrelationId() {
    }

    /** The caller's id where it is a sane one and no secret, a new one otherwise. */
    public static String of(String fromCaller) {
        boolean sane = fromCaller != null && (isUuid(fromCaller)
                || ALLOWED.matcher(fromCaller).matches() && Quote.withoutSecrets(fromCaller).equals(fromCaller));
        return sane ? fromCaller : UUID.randomUUID().toString();
    }

    /** Ids of our own look so, and they go over every hop. */
    private static boolean isUuid(String text) {
        if (text.length() != UUID_CHARACTERS) {
            return false;
        }
        for (int i = 0; i < UUID_CHARACTERS; i++) {
            char character = text.charAt(i);
            boolean fits = i == 8 || i == 13 || i == 18 || i == 23 ? character == '-'
                    : character >= '0' && character <= '9' || character >= 'a' && character <= 'f';
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
