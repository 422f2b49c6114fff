package io.outrigger.cli.console;

/**
 * What the output may be made of.
 *
 * @param live whether lines may be written over, which only a terminal can
 * @param colours whether there may be some
 * @param symbols whether it can show more than ASCII
 * @param width columns of a line
 */
public record Style(boolean live, boolean colours, boolean symbols, int width) {
    private static final String END = "\u001b[0m";

    /** For a file or a pipe. */
    public static final Style PLAIN = new Style(false, false, false, 120);

    public String good(String text) {
        return painted("\u001b[32m", text);
    }

    public String bad(String text) {
        return painted("\u001b[31m", text);
    }

    public String faint(String text) {
        return painted("\u001b[2m", text);
    }

    private String painted(String colour, String text) {
        return colours && !text.isEmpty() ? colour + text + END : text;
    }
}
