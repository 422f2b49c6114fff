package io.outrigger.cli.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Rows under a heading, each column as wide as its widest text; columns of numbers stand to the right. */
public final class Table {
    private static final String GAP = "  ";
    private static final Pattern NUMBER = Pattern.compile("[-+]?[\\d,]+(\\.\\d+)?( ?%)?|");

    private final List<List<String>> rows = new ArrayList<>();

    private Table(String... heading) {
        rows.add(Arrays.asList(heading));
    }

    public static Table of(String... heading) {
        return new Table(heading);
    }

    /** As many texts as the heading has; control characters, which a name from elsewhere may have, are shown as ?. */
    public Table row(String... texts) {
        rows.add(Arrays.stream(texts).map(text -> text.replaceAll("\\p{Cntrl}", "?")).toList());
        return this;
    }

    /** Without blanks at their ends. */
    public List<String> lines() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        boolean[] numbers = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            int at = column;
            widths[column] = rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
            numbers[column] = rows.size() > 1 && rows.stream().skip(1).allMatch(row -> NUMBER.matcher(row.get(at)).matches());
        }
        return rows.stream().map(row -> line(row, widths, numbers)).toList();
    }

    private static String line(List<String> row, int[] widths, boolean[] numbers) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String text = row.get(column);
            String blanks = " ".repeat(widths[column] - text.length());
            line.append(column == 0 ? "" : GAP).append(numbers[column] ? blanks + text : text + blanks);
        }
        return line.toString().stripTrailing();
    }
}
