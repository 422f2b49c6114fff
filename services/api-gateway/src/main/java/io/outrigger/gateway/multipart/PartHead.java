package io.outrigger.gateway.multipart;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What stands before a part's content.
 *
 * @param name of the form's field
 * @param filename where the sender says one, without the folders that some send along
 */
public record PartHead(String name, Optional<String> filename) {

    private static final Set<String> PLAIN = Set.of("7bit", "8bit", "binary");
    private static final String EXTENDED = "UTF-8''";
    private static final int FILENAME_CHARACTERS_MAX = 255;

    /** @param text header lines, each with its line break */
    static PartHead parse(String text) {
        HeaderValue disposition = null;
        for (String line : text.split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw malformed("A part's header must be 'Name: value' on one line; found " + Quote.of(line) + ".");
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-disposition" -> {
                    if (disposition != null) {
                        throw malformed("A part has more than one Content-Disposition.");
                    }
                    disposition = HeaderValue.parse(value);
                    if (disposition == null) {
                        throw malformed("A part's Content-Disposition cannot be read; found " + Quote.of(value) + ".");
                    }
                }
                case "content-transfer-encoding" -> {
                    if (!PLAIN.contains(value.toLowerCase(Locale.ROOT))) {
                        throw malformed("A part's content must come as it is, without Content-Transfer-Encoding; found "
                                + Quote.of(value) + ".");
                    }
                }
                default -> { } // what kind of content it is does not matter here
            }
        }
        if (disposition == null || !disposition.value().equalsIgnoreCase("form-data") || !disposition.parameters().containsKey("name")) {
            throw malformed("Each part must have a header such as 'Content-Disposition: form-data; name=\"file\"'.");
        }
        return new PartHead(disposition.parameters().get("name"), filename(disposition));
    }

    private static Optional<String> filename(HeaderValue disposition) {
        String extended = disposition.parameters().get("filename*");
        String given = disposition.parameters().get("filename");
        if (extended != null && extended.regionMatches(true, 0, EXTENDED, 0, EXTENDED.length())) {
            try {
                given = URLDecoder.decode(extended.substring(EXTENDED.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException unreadable) {
                throw malformed("A part's filename* cannot be read; found " + Quote.of(extended) + ".");
            }
        }
        if (given == null) {
            return Optional.empty();
        }
        String name = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        if (name.length() > FILENAME_CHARACTERS_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw malformed("A file's name may have " + FILENAME_CHARACTERS_MAX + " characters, none of them a control character; found "
                    + Quote.of(name) + ".");
        }
        return Optional.of(name);
    }

    private static ServiceException malformed(String sentence) {
        return new ServiceException(ErrorCode.MALFORMED_REQUEST, sentence);
    }
}
