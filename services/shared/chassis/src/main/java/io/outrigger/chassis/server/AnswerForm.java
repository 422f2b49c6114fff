package io.outrigger.chassis.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One answer as its client reads it, where that is not as Helidon writes it: to HTTP/1.0, which knows no chunks, with its end marked by
 * the connection's; to HEAD without the body that GET has.
 */
final class AnswerForm {

    private final boolean unchunked;
    private final boolean bodyless;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final ChunkedBody chunks = new ChunkedBody(false, Long.MAX_VALUE);
    private boolean headIsOut;
    private boolean chunked;

    private AnswerForm(boolean unchunked, boolean bodyless) {
        this.unchunked = unchunked;
        this.bodyless = bodyless;
    }

    /** The form of the answer to this request; null where it is the one that Helidon writes. */
    static AnswerForm of(HttpHead request) {
        return request != null && (request.unchunked() || request.bodyless())
                ? new AnswerForm(request.unchunked(), request.bodyless()) : null;
    }

    /** Takes what Helidon writes and gives what the client reads. */
    byte[] of(byte[] written) {
        if (headIsOut) {
            return body(written);
        }
        head.writeBytes(written);
        String text = head.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new byte[0];
        }
        headIsOut = true;
        String plain = text.substring(0, end + 2);
        if (unchunked) {
            plain = plain.replaceFirst("(?i)\r\nTransfer-Encoding: *chunked\r\n", "\r\n");
            chunked = plain.length() < end + 2;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes((plain + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body(text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1)));
        return out.toByteArray();
    }

    private byte[] body(byte[] written) {
        if (bodyless) {
            return new byte[0];
        }
        if (!chunked) {
            return written;
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        chunks.take(written, 0, written.length, plain);
        return plain.toByteArray();
    }
}
