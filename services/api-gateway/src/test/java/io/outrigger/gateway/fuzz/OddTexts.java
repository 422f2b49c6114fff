package io.outrigger.gateway.fuzz;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Segments, queries and headers as nobody should write them; each character is one byte on the wire. */
final class OddTexts {

    private static final List<String> SEGMENTS = List.of("ghost", "1", "v1", "stable", "0", "v01", "-1", "99999999999999999999",
            "%2e%2e", "..", ".",
            "..%2f..%2fetc", "a%2Fb", "%00", "%ff", "%c3%28", "%e9", "\u00e9", "%F0%9F%98%80", "a%20b", "a+b", "%", "%zz", "%2",
            ";x=1", "a;b=c", "a:b",
            "{model}", "[1]", "a%0d%0aX:y", "*", "~", "'", "%22", "<x>", "|", "\\", "\u0000", "\u007f", "a".repeat(300),
            "%41".repeat(400), "",
            FuzzedGateway.JOB, FuzzedGateway.FILE, FuzzedGateway.FILE + "-output", "batch_", "file-", "key_1", "ork_aaaaaaaa");
    private static final List<String> NAMES = List.of("limit", "after", "state", "model", "purpose", "order", "tenant", "page",
            "limit%5b%5d", "", "%ff",
            "LIMIT", "a b", "\u00e9", "n".repeat(500));
    private static final List<String> VALUES = List.of("", "0", "1", "5", "-1", "1.5", "1e3", "999999", "99999999999999999999", "NaN",
            "true", "batch",
            "desc", "asc", "completed", "completed,failed", ",", "gone", "%00", "%ff", "%", "%zz", "\u00e9", "a%0ab", "a=b", "[]",
            "v".repeat(3_000),
            FuzzedGateway.JOB, FuzzedGateway.FILE);
    private static final List<String> HEADERS = List.of("X-Request-Id", "X-Sticky-Key", "X-Request-Timeout-Ms",
            "Inference-Header-Content-Length",
            "Idempotency-Key", "Range", "If-Match", "If-None-Match", "If-Range", "If-Modified-Since", "Content-Type",
            "Content-Encoding", "Accept",
            "Accept-Encoding", "Accept-Charset", "Expect", "Upgrade", "Connection", "Host", "Origin", "Cookie", "TE", "Trailer",
            "Authorization",
            "X-API-Key", "traceparent", "tracestate", "baggage", "X-Forwarded-For", "Forwarded", "X-Outrigger-Version",
            "X-Outrigger-Tenant",
            "X-Outrigger-Priority", "X-Priority", "X-HTTP-Method-Override", "grpc-timeout", "HTTP2-Settings",
            "Access-Control-Request-Method",
            "Priority", "Via", "Date", "Max-Forwards", "Content-Length", "x y", "\u00e9", "", "n".repeat(400));
    private static final List<String> HEADER_VALUES = List.of("", " ", "0", "-1", "60000", "99999999999999999999", "1.5", "NaN", "x",
            "*", "*/*", "\"1\"",
            "W/\"1\"", "bytes=0-", "bytes=-0", "bytes=5-2", "bytes=0-1,3-4", "bytes=99999999999999999999-", "lines=1-2",
            "application/json",
            "application/json; charset=utf-16", "application/json;charset=\"", "application/octet-stream", "multipart/form-data",
            "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\u00e9\"", "text/event-stream", "x/", "/", "a/b/c",
            "gzip", "gzip, gzip", "br",
            "identity;q=0", "*;q=0", "gzip;q=NaN", "100-continue", "200-ok", "h2c", "websocket", "close", "upgrade",
            "keep-alive, Upgrade", "trailers",
            "Bearer", "Bearer ", "Bearer x.y.z", "Basic Og==", "ork_x", "ork_" + "0".repeat(38), "null", "http://evil.test", "GET",
            "DELETE",
            "00-00000000000000000000000000000000-0000000000000000-00", "00-" + "f".repeat(32) + "-" + "f".repeat(16) + "-01", "1S", "1n",
            "a\tb", "\u00e9\u00ff", "\u0000", "\u0001", "a, b, c", "v".repeat(257), "v".repeat(5_000), "v".repeat(20_000), "${jndi:x}",
            "%s%n{}");

    private OddTexts() {
    }

    static Arbitrary<String> segment() {
        return Arbitraries.oneOf(Arbitraries.of(SEGMENTS), Arbitraries.strings().withCharRange('!', '\u00ff').excludeChars('?', '/',
                '#').ofMaxLength(12));
    }

    static Arbitrary<String> query() {
        return Combinators.combine(Arbitraries.of(NAMES), Arbitraries.of(VALUES)).as((name, value) -> name + '=' + value)
                .list().ofMaxSize(3).map(all -> all.isEmpty() ? "" : "?" + String.join("&", all));
    }

    /** No more than a handful; some come twice. */
    static Arbitrary<List<RawRequest.Header>> headers() {
        return Combinators.combine(Arbitraries.of(HEADERS), Arbitraries.of(HEADER_VALUES), Arbitraries.integers().between(0, 9))
                .as((name, value, twice) -> {
                    var header = new RawRequest.Header(name, value);
                    return twice == 0 ? List.of(header, header) : List.of(header);
                })
                .list().ofMaxSize(4).map(lists -> {
                    List<RawRequest.Header> all = new ArrayList<>();
                    lists.forEach(all::addAll);
                    return all;
                });
    }
}
