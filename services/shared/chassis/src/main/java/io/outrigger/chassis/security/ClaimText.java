package io.outrigger.chassis.security;

import io.outrigger.chassis.errors.Quote;
import java.util.List;
import java.util.stream.Collectors;

/** What a token says, as it may stand in a refusal: a claim's texts, or what kind of value it has; never the token itself. */
final class ClaimText {

    private static final int LISTED_MAX = 5;

    private ClaimText() {
    }

    /** The first of them, each in quotes. */
    static String list(List<String> texts) {
        if (texts.isEmpty()) {
            return "nobody";
        }
        return texts.stream().limit(LISTED_MAX).map(Quote::of).collect(Collectors.joining(", "))
                + (texts.size() > LISTED_MAX ? " and " + (texts.size() - LISTED_MAX) + " more" : "");
    }

    /** Words of ours, any of which will do. */
    static String either(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.getFirst() : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
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
