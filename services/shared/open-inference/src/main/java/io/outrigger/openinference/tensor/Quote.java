package io.outrigger.openinference.tensor;

/** A caller's text as it may stand in an error message: in quotes, at most 100 characters, without control characters. */
public final class Quote {

    private static final int CHARACTERS_MAX = 100;

    private Quote() {
    }

    public static String of(String text) {
        int shown = Math.min(text.length(), CHARACTERS_MAX);
        var quoted = new StringBuilder(shown + 3).append('\'');
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            quoted.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c) ? '?' : c);
        }
        return quoted.append(shown < text.length() ? "…'" : "'").toString();
    }
}
