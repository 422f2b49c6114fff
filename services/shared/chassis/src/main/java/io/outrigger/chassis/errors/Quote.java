package io.outrigger.chassis.errors;

/**
 * Somebody else's text as it may stand in a message or a line of a log: at most 100 characters, each of them printable, and in
 * quotes, so that it is not taken for ours. Whatever a caller, a model server or a file says goes through here.
 */
public final class Quote {

    private static final int CHARACTERS_MAX = 100;

    private Quote() {
    }

    /** The text in quotes. */
    public static String of(String text) {
        return "'" + bare(text) + "'";
    }

    /** The text without quotes: for numbers and words of a protocol, and where a sentence of others ends ours. */
    public static String bare(String text) {
        StringBuilder shown = new StringBuilder();
        int[] codePoints = text.codePoints().limit(CHARACTERS_MAX + 1L).toArray();
        for (int i = 0; i < Math.min(codePoints.length, CHARACTERS_MAX); i++) {
            shown.appendCodePoint(isPrintable(codePoints[i]) ? codePoints[i] : '?');
        }
        return codePoints.length > CHARACTERS_MAX ? shown.append('…').toString() : shown.toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
