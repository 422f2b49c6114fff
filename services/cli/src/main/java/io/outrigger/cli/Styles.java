package io.outrigger.cli;

import io.outrigger.cli.console.Style;
import java.util.Map;

/** What the output may be made of, from what is known of it. */
final class Styles {
    private static final int COLUMNS = 80;
    private static final int COLUMNS_MIN = 20;
    private static final int COLUMNS_MAX = 500;

    private Styles() {
    }

    /**
     * Plain where it goes into a file or a pipe, where NO_COLOR is set, and on terminals that can do nothing.
     *
     * @param columns of the terminal; empty where it is none
     * @param symbols whether more than ASCII can be printed
     */
    static Style of(String columns, Map<String, String> environment, boolean symbols) {
        boolean plain = columns.isEmpty() || !environment.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(environment.get("TERM"));
        return plain ? Style.PLAIN : new Style(true, true, symbols, width(columns));
    }

    private static int width(String columns) {
        try {
            int width = Integer.parseInt(columns);
            return width < COLUMNS_MIN ? COLUMNS : Math.min(width, COLUMNS_MAX);
        } catch (NumberFormatException unknown) {
            return COLUMNS;
        }
    }
}
