package io.outrigger.chassis.security;

import java.util.List;
import java.util.stream.Collectors;

/** What a token says, as it may stand in a refusal: quoted, short, of printable characters only, and never the token itself. */
final class ClaimText {

    private static final int CHARACTERS_MAX = 100;
    private static final int LISTED_MAX = 5;

    private ClaimText() {
    }

    static String quoted(String text) {
        String shown = text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "…";
        return "'" + shown.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Cf}]", "?") + "'";
    }

    static String quoted(List<String> texts) {
        if (texts.isEmpty()) {
            return "nobody";
        }
        return texts.stream().limit(LISTED_MAX).map(ClaimText::quoted).collect(Collectors.joining(", "))
                + (texts.size() > LISTED_MAX ? " and " + (texts.size() - LISTED_MAX) + " more" : "");
    }

    /** What kind of JSON a claim's value is. */
    static String kind(Object value) {
        return switch (value) {
            case null -> "null";
            case String _ -> "a text";
            case Number _ -> "a number";
            case Boolean _ -> "a truth value";
            case List<?> _ -> "a list";
            default -> "an object";
        };
    }
}
