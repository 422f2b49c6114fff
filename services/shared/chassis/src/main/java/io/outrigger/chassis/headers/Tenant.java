package io.outrigger.chassis.headers;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of who pays for a request, on its way in {@link PlatformHeader#TENANT}.
 *
 * <p>In a token it is any text. A header takes printable ASCII, so other bytes are percent-encoded: two tenants stay two. The
 * encoded name is what hops tell tenants apart by; nobody decodes it, but its characters are counted as the name has them.
 */
public final class Tenant {

    /** Of a request without a tenant, or with one that makes no sense. */
    public static final String NOBODY = "";

    /** Of a name, as a token has it. */
    public static final int CHARACTERS_MAX = 256;

    /** Three bytes of UTF-8 for each character of Java's at most, and three characters for each byte. */
    private static final int HEADER_CHARACTERS_MAX = 9 * CHARACTERS_MAX;
    private static final Pattern LEGAL = Pattern.compile("[\\x21-\\x7e]{1," + HEADER_CHARACTERS_MAX + "}");
    private static final Pattern ENCODED_CHARACTER = Pattern.compile("%[0-9A-F]{2}(?:%[89AB][0-9A-F]){0,3}");

    private Tenant() {
    }

    /** The header of a tenant whose name is any text. */
    public static String toHeader(String name) {
        if (LEGAL.matcher(name).matches() && name.indexOf('%') < 0) {
            return name;
        }
        StringBuilder header = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            if (each > ' ' && each < 0x7f && each != '%') {
                header.append((char) each);
            } else {
                header.append(String.format(Locale.ROOT, "%%%02X", each));
            }
        }
        return header.toString();
    }

    /** What a header says; {@link #NOBODY} where that cannot be a tenant. */
    public static String ofHeader(String text) {
        return LEGAL.matcher(text).matches() && characters(text) <= CHARACTERS_MAX ? text : NOBODY;
    }

    private static int characters(String header) {
        return ENCODED_CHARACTER.matcher(header).replaceAll("?").length();
    }
}
