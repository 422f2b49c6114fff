package io.outrigger.chassis.server;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.CorrelationId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The request line and headers of one HTTP/1 request, read as RFC 9112 has it and written anew in one plain form, so that
 * there is one opinion on where a request ends.
 *
 * @param operation method and address without a query, such as {@code POST /v1/files}
 * @param text the head as Helidon's parser gets it: HTTP/1.1, origin form, one Host, one framing header
 * @param bodyBytes the body's length, or {@link #CHUNKED}
 * @param lastOnConnection whether the client wants no further request on this connection, or cannot send one
 * @param unchunked whether the client speaks HTTP/1.0 and knows no chunks
 * @param bodyless whether the client asks by HEAD, for what GET answers without its body: who serves an address sees a GET
 * @param expectsContinue whether the client waits for "100 Continue" before it sends the body
 */
record HttpHead(
        String operation, byte[] text, long bodyBytes, boolean lastOnConnection, boolean unchunked, boolean bodyless,
        boolean expectsContinue, String correlationId) {

    static final long CHUNKED = -1;
    /** Tells the routing of a request that its client asks by HEAD; from outside nobody can say so. */
    static final String BODYLESS = "x-outrigger-bodyless";
    static final int TARGET_BYTES_MAX = 8 << 10;
    private static final int HEADERS_MAX = 200;

    private record Field(String name, String value) {

        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    /** @param head up to and with the empty line; empty lines before it are gone */
    static HttpHead parse(String head) {
        String[] lines = head.split("\r\n");
        String[] request = lines[0].split(" ", -1);
        if (request.length == 3 && request[2].matches("HTTP/\\d(\\.\\d)?") && !request[2].startsWith("HTTP/1.")) {
            throw new ServiceException(ErrorCode.HTTP_VERSION_NOT_SUPPORTED,
                    "HTTP/1.1 and HTTP/1.0 are spoken here; found " + Quote.of(request[2]) + ".");
        }
        if (request.length != 3 || !isToken(request[0]) || request[1].isEmpty() || !request[2].matches("HTTP/1\\.\\d")) {
            throw malformed("The request line cannot be read: 'METHOD /path HTTP/1.1' is expected; found "
                    + Quote.of(lines[0]) + ".");
        }
        String method = request[0];
        if (!method.equals(method.toUpperCase(Locale.ROOT))) { // a filter that stands before may know POST and not post
            throw malformed("Methods are written in capitals; found " + Quote.of(method) + ".");
        }
        boolean oldVersion = request[2].equals("HTTP/1.0");
        List<Field> fields = fields(lines);
        RequestTarget target = RequestTarget.of(method, request[1], hostOf(fields, oldVersion));
        long bodyBytes = bodyBytes(fields, oldVersion);
        boolean bodyless = method.equals("HEAD");
        boolean last = oldVersion || tokens(fields, "Connection").contains("close");
        boolean expects = !oldVersion && bodyBytes != 0 && tokens(fields, "Expect").contains("100-continue");
        StringBuilder text = new StringBuilder(head.length() + 64)
                .append(bodyless ? "GET" : method).append(' ').append(target.path())
                .append(" HTTP/1.1\r\nHost: ").append(target.host()).append("\r\n");
        for (Field field : fields) {
            if (!List.of("host", "connection", "keep-alive", "content-length", "transfer-encoding", "expect", "upgrade", "te", "trailer",
                    "content-encoding", BODYLESS)
                    .contains(field.name().toLowerCase(Locale.ROOT))) {
                text.append(field.name()).append(": ").append(field.value()).append("\r\n");
            }
        }
        List<String> encodings = tokens(fields, "Content-Encoding").stream().filter(encoding -> !encoding.equals("identity")).toList();
        if (!encodings.isEmpty()) {
            text.append("Content-Encoding: ").append(String.join(", ", encodings)).append("\r\n");
        }
        if (last) {
            text.append("Connection: close\r\n");
        }
        if (bodyBytes == CHUNKED) {
            text.append("Transfer-Encoding: chunked\r\n");
        } else if (fields.stream().anyMatch(field -> field.is("Content-Length"))) {
            text.append("Content-Length: ").append(bodyBytes).append("\r\n");
        }
        if (bodyless) {
            text.append(BODYLESS).append(": true\r\n");
        }
        if (expects) {
            text.append("Expect: 100-continue\r\n");
        }
        String operation = method + ' ' + target.path().replaceFirst("\\?.*", "");
        return new HttpHead(operation, text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1), bodyBytes, last, oldVersion,
                bodyless, expects, correlationId(head));
    }

    /** The caller's id for a request whose head may be unreadable otherwise, or a new one. */
    static String correlationId(String head) {
        for (String line : head.split("\r\n")) {
            if (line.regionMatches(true, 0, CorrelationId.HEADER + ":", 0, CorrelationId.HEADER.length() + 1)) {
                return CorrelationId.of(line.substring(CorrelationId.HEADER.length() + 1).strip());
            }
        }
        return CorrelationId.of(null);
    }

    private static List<Field> fields(String[] lines) {
        if (lines.length - 1 > HEADERS_MAX) {
            throw new ServiceException(ErrorCode.HEADER_TOO_LARGE,
                    "A request may have " + HEADERS_MAX + " headers; this one has " + (lines.length - 1) + ".");
        }
        List<Field> fields = new ArrayList<>(lines.length);
        for (int line = 1; line < lines.length; line++) {
            int colon = lines[line].indexOf(':');
            String name = colon < 0 ? "" : lines[line].substring(0, colon);
            String value = lines[line].substring(colon + 1).strip();
            if (!isToken(name)) {
                throw malformed("Header " + line + " cannot be read: 'Name: value' is expected, without a space before the colon and "
                        + "on one line; found " + Quote.of(lines[line]) + ".");
            }
            if (!value.chars().allMatch(c -> c >= 0x20 && c != 0x7f || c == '\t')) {
                throw malformed("The value of the header " + Quote.of(name) + " has a control character.");
            }
            fields.add(new Field(name, value));
        }
        return fields;
    }

    private static String hostOf(List<Field> fields, boolean oldVersion) {
        List<String> hosts = fields.stream().filter(field -> field.is("Host")).map(Field::value).toList();
        if (hosts.size() > 1 || hosts.isEmpty() && !oldVersion) {
            throw malformed("There must be one Host header; found " + hosts.size() + ".");
        }
        return hosts.isEmpty() ? "" : hosts.getFirst();
    }

    private static long bodyBytes(List<Field> fields, boolean oldVersion) {
        boolean codings = fields.stream().anyMatch(field -> field.is("Transfer-Encoding"));
        List<String> lengths = fields.stream().filter(field -> field.is("Content-Length"))
                .flatMap(field -> List.of(field.value().split(",", -1)).stream()).map(String::strip).distinct().toList();
        if (codings && (oldVersion || !lengths.isEmpty())) {
            throw malformed("Transfer-Encoding must not come " + (oldVersion ? "with HTTP/1.0." : "together with Content-Length."));
        }
        if (codings) {
            List<String> found = tokens(fields, "Transfer-Encoding");
            if (!found.equals(List.of("chunked"))) {
                throw new ServiceException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must come as it is, or with the Transfer-Encoding "
                        + "'chunked' alone; found " + Quote.of(String.join(", ", found)) + ".");
            }
            return CHUNKED;
        }
        if (lengths.isEmpty()) {
            return 0;
        }
        if (lengths.size() > 1 || !lengths.getFirst().matches("\\d+")) {
            throw malformed("Content-Length must be one whole number; found " + Quote.of(String.join(", ", lengths)) + ".");
        }
        String digits = lengths.getFirst().replaceFirst("^0+(?=\\d)", "");
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static List<String> tokens(List<Field> fields, String name) {
        return fields.stream().filter(field -> field.is(name)).flatMap(field -> List.of(field.value().split(",")).stream())
                .map(token -> token.strip().toLowerCase(Locale.ROOT)).filter(token -> !token.isEmpty()).toList();
    }

    /** A token of RFC 9110, 5.6.2. */
    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c ->
                c < 0x7f && (Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0));
    }

    private static ServiceException malformed(String sentence) {
        return new ServiceException(ErrorCode.MALFORMED_REQUEST, sentence);
    }
}
