package io.outrigger.chassis.server;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What every answer tells browsers and caches, unless its route has said otherwise: it is what its Content-Type says, no page of anybody's,
 * and the caller's alone. What has an ETag may be kept by its caller, who asks each time whether it is still so.
 *
 * <p>Strict-Transport-Security is for whoever speaks TLS before this port.
 */
final class SafeHeaders {

    private static final Header NOT_STORED = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
    private static final Header ASKED_EACH_TIME = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "private, no-cache");
    private static final List<Header> OF_EVERY_ANSWER = List.of(
            HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
            HeaderValues.createCached("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            HeaderValues.createCached("Referrer-Policy", "no-referrer"));

    private SafeHeaders() {
    }

    /** Adds what is missing. */
    static void complete(WritableHeaders<?> headers) {
        OF_EVERY_ANSWER.forEach(headers::setIfAbsent);
        headers.setIfAbsent(headers.contains(HeaderNames.ETAG) ? ASKED_EACH_TIME : NOT_STORED);
    }

    /** As lines of an answer that is written by hand. */
    static String lines() {
        return OF_EVERY_ANSWER.stream().map(header -> header.name() + ": " + header.get() + "\r\n").collect(Collectors.joining())
                + NOT_STORED.name() + ": " + NOT_STORED.get() + "\r\n";
    }
}
