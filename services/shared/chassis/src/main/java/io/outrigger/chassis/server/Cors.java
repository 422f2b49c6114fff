package io.outrigger.chassis.server;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.errors.Quote;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which pages of other origins a browser lets call: none, unless they are named. Immutable.
 *
 * <p>Every answer to such a page says so, failures included, or the page could not read why. Nothing is said to others, and never that
 * credentials may be sent along: who calls is proved by a header that the page itself sets.
 *
 * @param origins as browsers send them, such as {@code https://app.example.com}, or {@code *} alone for all
 */
public record Cors(Set<String> origins) {

    public static final Cors OFF = new Cors(Set.of());

    private static final String ANY = "*";
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://(?:[a-z0-9._-]+|\\[[0-9a-f:]+])(?::[0-9]{1,5})?");
    private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, HeaderNames.ORIGIN.defaultCase());
    private static final List<Header> PREFLIGHT = List.of(
            HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE"),
            HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, X-API-Key, Content-Type, Content-Encoding, "
                    + "Accept, Idempotency-Key, If-Match, If-None-Match, If-Range, Range, Last-Event-ID, Inference-Header-Content-Length, "
                    + "X-Request-Timeout-Ms, X-Request-Id, X-Sticky-Key, traceparent, tracestate"),
            HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_MAX_AGE, "600"));
    private static final Header EXPOSED = HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
            "Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Location, Allow, ETag, Content-Range, Content-Disposition, "
                    + "WWW-Authenticate, Inference-Header-Content-Length");

    public Cors {
        origins = Set.copyOf(origins);
    }

    public static Cors from(Settings settings) {
        Optional<String> given = settings.optional("CORS_ALLOWED_ORIGINS",
                "origins whose pages may call from a browser, with commas between them, such as https://app.example.com; * for all");
        List<String> origins = Arrays.stream(given.orElse("").split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
        origins.stream().filter(origin -> !ORIGIN.matcher(origin).matches() && !(origin.equals(ANY) && origins.size() == 1))
                .forEach(origin -> settings.reject("CORS_ALLOWED_ORIGINS: expected origins such as https://app.example.com, in lower "
                        + "case and without a path, or * alone; found " + Quote.of(origin) + "."));
        return new Cors(Set.copyOf(origins));
    }

    /** Whether the answer tells its browser that the page may read it. */
    static boolean isAllowed(ServerResponse response) {
        return response.headers().contains(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN);
    }

    /** Has the answer say what the page that asks may do. */
    void mark(ServerRequest request, ServerResponse response) {
        if (origins.isEmpty()) {
            return;
        }
        boolean forAll = origins.contains(ANY);
        if (!forAll) {
            response.headers().add(VARY); // or a cache would give one page's answer to another
        }
        Optional<String> origin = request.headers().value(HeaderNames.ORIGIN);
        if (origin.isEmpty() || !forAll && !origins.contains(origin.get())) {
            return;
        }
        response.header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, forAll ? ANY : origin.get()).header(EXPOSED);
        HeaderName asked = HeaderNames.ACCESS_CONTROL_REQUEST_METHOD;
        if (request.prologue().method().equals(Method.OPTIONS) && request.headers().contains(asked)) {
            PREFLIGHT.forEach(response::header);
        }
    }
}
