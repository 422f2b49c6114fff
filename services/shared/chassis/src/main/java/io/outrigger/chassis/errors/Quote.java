package io.outrigger.chassis.errors;

import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Somebody else's text as it may stand in a message or a line of a log: at most 100 characters, each of them printable, and in
 * quotes, so that it is not taken for ours. Whatever a caller, a model server or a file says goes through here; a key or token that
 * was put where it does not belong is shown by its beginning only.
 */
public final class Quote {

    private static final int CHARACTERS_MAX = 100;
    /** So much of a text is looked at; what is quoted of it may become shorter than is allowed. */
    private static final int SEARCHED_MAX = 20_000;
    /** API keys and secrets of webhooks, and JSON Web Tokens, which begin with an object in base64. */
    private static final Pattern SECRET =
            Pattern.compile("(ork_[0-9A-Za-z]{8})[0-9A-Za-z]{12,}|(whsec_)[0-9A-Za-z+/=]+|(eyJ)[0-9A-Za-z_-]{10,}(?:\\.[0-9A-Za-z_-]*)*");

    private Quote() {
    }

    /** The text in quotes. */
    public static String of(String text) {
        return "'" + bare(text) + "'";
    }

    /** The text without quotes: for numbers and words of a protocol, and where a sentence of others ends ours. */
    public static String bare(String text) {
        StringBuilder shown = new StringBuilder();
        int[] codePoints = withoutSecrets(text).codePoints().limit(CHARACTERS_MAX + 1L).toArray();
        for (int i = 0; i < Math.min(codePoints.length, CHARACTERS_MAX); i++) {
            shown.appendCodePoint(isPrintable(codePoints[i]) ? codePoints[i] : '?');
        }
        return codePoints.length > CHARACTERS_MAX ? shown.append('…').toString() : shown.toString();
    }

    /** The text, or the beginning of a long one, with what must not be repeated left out. */
    public static String withoutSecrets(String text) {
        String begin = text.length() > SEARCHED_MAX ? text.substring(0, SEARCHED_MAX) : text;
        return SECRET.matcher(begin).replaceAll(secret -> Stream.of(1, 2, 3).map(secret::group)
                .filter(Objects::nonNull).findFirst().orElse("") + "…");
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
