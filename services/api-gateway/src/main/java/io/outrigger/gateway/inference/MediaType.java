package io.outrigger.gateway.inference;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Quote;
import java.util.List;
import java.util.Locale;

/** The check of what a request's body claims to be; a body that claims nothing is taken for what is expected. */
public final class MediaType {

    public static final String JSON = "application/json";
    public static final String BINARY = "application/octet-stream";

    private MediaType() {
    }

    /** Returns when the content type, if there is one, is among these; a compressed body does not get this far. */
    public static void require(ServerRequest request, String... types) {
        String sent = request.headers().value(HeaderNames.CONTENT_TYPE).orElse(types[0]);
        String[] parts = sent.toLowerCase(Locale.ROOT).split(";", 2);
        if (!List.of(types).contains(parts[0].strip())) {
            throw new ServiceException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The content type " + Quote.of(sent) + " is not taken here; "
                    + String.join(" or ", types) + " is expected.");
        }
        if (parts.length == 2 && parts[1].contains("charset") && !parts[1].replaceAll("[\\s\"]", "").contains("charset=utf-8")) {
            throw new ServiceException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The content type " + Quote.of(sent) + " names another character "
                    + "set than UTF-8, which is expected.");
        }
    }
}
