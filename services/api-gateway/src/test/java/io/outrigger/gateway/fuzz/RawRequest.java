package io.outrigger.gateway.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One request, byte for byte: HTTP clients send nothing that is as wrong as this may be.
 *
 * @param entry what is meant, whatever became of it in the target
 * @param target path and query; each character is one byte, as of the headers
 */
record RawRequest(RestEntry entry, String target, List<Header> headers, byte[] body, Framing framing) {

    private static final int SHOWN_BYTES_MAX = 1_500;

    record Header(String name, String value) {
    }

    /** How the body's length is told. */
    enum Framing {
        EXACT, CHUNKED, ABSENT, TOO_LONG, TOO_SHORT, TWICE, NEGATIVE, A_WORD, HUGE, PLUS, LENGTH_AND_CHUNKED, CHUNKS_CUT_SHORT,
                CHUNK_OF_WORDS;

        /** Whether the server waits for more than will come. */
        boolean promisesMore() {
            return this == TOO_LONG || this == CHUNKS_CUT_SHORT || this == HUGE;
        }
    }

    byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        StringBuilder head = new StringBuilder(entry.method() + ' ' + target + " HTTP/1.1\r\nHost: gateway\r\n");
        headers.forEach(header -> head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        head.append(framing(body.length)).append("\r\n");
        bytes.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        switch (framing) {
            case CHUNKED, LENGTH_AND_CHUNKED -> chunked(bytes, "\r\n0\r\n\r\n");
            case CHUNKS_CUT_SHORT -> chunked(bytes, "");
            case CHUNK_OF_WORDS -> bytes.writeBytes("many\r\nbytes\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            case EXACT, ABSENT, TOO_LONG, TOO_SHORT, TWICE, NEGATIVE, A_WORD, HUGE, PLUS -> bytes.writeBytes(body);
        }
        return bytes.toByteArray();
    }

    private void chunked(ByteArrayOutputStream into, String end) {
        into.writeBytes((Integer.toHexString(Math.max(1, body.length)) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        into.writeBytes(body.length == 0 ? new byte[] {' '} : body);
        into.writeBytes(end.getBytes(StandardCharsets.US_ASCII));
    }

    private String framing(int length) {
        String chunked = "Transfer-Encoding: chunked\r\n";
        return switch (framing) {
            case EXACT -> length(length);
            case CHUNKED, CHUNKS_CUT_SHORT, CHUNK_OF_WORDS -> chunked;
            case ABSENT -> "";
            case TOO_LONG -> length(length + 7);
            case TOO_SHORT -> length(length / 2);
            case TWICE -> length(length) + length(length + 1);
            case NEGATIVE -> length(-1);
            case A_WORD -> length("many");
            case HUGE -> length(Long.MAX_VALUE);
            case PLUS -> length("+" + length);
            case LENGTH_AND_CHUNKED -> length(length) + chunked;
        };
    }

    private static String length(Object value) {
        return "Content-Length: " + value + "\r\n";
    }

    boolean has(String header) {
        return headers.stream().anyMatch(each -> each.name().equalsIgnoreCase(header));
    }

    /** The path alone. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    @Override
    public String toString() {
        String all = Shown.of(bytes());
        return all.length() <= SHOWN_BYTES_MAX ? all : all.substring(0, SHOWN_BYTES_MAX) + "… (" + all.length() + " characters)";
    }
}
