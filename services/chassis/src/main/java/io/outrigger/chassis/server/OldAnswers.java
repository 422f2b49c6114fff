package io.outrigger.chassis.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The answer to a client of HTTP/1.0, which knows no chunks: the same answer, its end marked by the connection's. */
final class OldAnswers {

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final ChunkedBody chunks = new ChunkedBody(false, Long.MAX_VALUE);
    private boolean headIsOut;
    private boolean chunked;

    /** Takes what Helidon writes and gives what the client reads. */
    byte[] of(byte[] written) {
        if (!headIsOut) {
            head.writeBytes(written);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return new byte[0];
            }
            headIsOut = true;
            String plain = text.substring(0, end + 2).replaceFirst("(?i)\r\nTransfer-Encoding: *chunked\r\n", "\r\n");
            chunked = plain.length() < end + 2;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes((plain + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.writeBytes(body(text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1)));
            return out.toByteArray();
        }
        return body(written);
    }

    private byte[] body(byte[] written) {
        if (!chunked) {
            return written;
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        chunks.take(written, 0, written.length, plain);
        return plain.toByteArray();
    }
}
