package io.outrigger.chassis.errors;

import java.util.List;

/**
 * What a refused caller is to show instead, as {@code WWW-Authenticate} says it (RFC 6750) on REST and in gRPC's trailers.
 *
 * @param reason the standard's word, empty where no token was sent: such a caller may not have known that one is needed
 * @param scopes of which a token would need one
 */
public record Challenge(String reason, List<String> scopes) {

    public static final String HEADER = "WWW-Authenticate";
    /** No token was sent, or something of another kind. */
    public static final Challenge NO_TOKEN = new Challenge("", List.of());
    public static final Challenge INVALID_TOKEN = new Challenge("invalid_token", List.of());

    private static final int DESCRIPTION_CHARACTERS_MAX = 300;

    public Challenge {
        scopes = List.copyOf(scopes);
    }

    /** The token is good, and not for this. */
    public static Challenge insufficientScope(List<String> scopes) {
        return new Challenge("insufficient_scope", scopes);
    }

    /** The header's value. */
    public String text(String sentence) {
        String realm = "Bearer realm=\"outrigger\"";
        return reason.isEmpty() ? realm : realm + ", error=\"" + reason + "\", error_description=\"" + plain(sentence) + '"'
                + (scopes.isEmpty() ? "" : ", scope=\"" + String.join(" ", scopes) + '"');
    }

    /** What the standard lets stand in a description, and no more of it than fits among headers. */
    private static String plain(String sentence) {
        String plain = sentence.replace('"', '\'').replaceAll("[^\\x20-\\x7e]|\\\\", "?");
        return plain.length() > DESCRIPTION_CHARACTERS_MAX ? plain.substring(0, DESCRIPTION_CHARACTERS_MAX - 3) + "..." : plain;
    }
}
