package io.outrigger.gateway.multipart;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The line that stands between the parts of a form, as its Content-Type names it. */
public record FormBoundary(String text) {

    private static final String MEDIA_TYPE = "multipart/form-data";

    /** @param contentType the header, or null where there is none */
    public static FormBoundary of(String contentType) {
        HeaderValue header = contentType == null ? null : HeaderValue.parse(contentType);
        if (header == null || !header.value().toLowerCase(Locale.ROOT).equals(MEDIA_TYPE)) {
            throw new ServiceException(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "A form with the Content-Type '" + MEDIA_TYPE + "' is expected; found "
                    + (contentType == null ? "none" : Quote.of(contentType)) + ".");
        }
        String boundary = header.parameters().getOrDefault("boundary", "");
        if (!boundary.matches("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")) {
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST,
                    "The Content-Type must name the form's boundary, of 1 to 70 characters that RFC 2046 allows; found "
                            + Quote.of(contentType) + ".");
        }
        return new FormBoundary(boundary);
    }

    /** What ends a part: a line break, two hyphens, the boundary. */
    byte[] delimiter() {
        return ("\r\n--" + text).getBytes(StandardCharsets.US_ASCII);
    }
}
