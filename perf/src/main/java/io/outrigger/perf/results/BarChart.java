package io.outrigger.perf.results;

import io.outrigger.perf.study.Chart;
import java.util.List;
import java.util.Locale;

/** Draws a chart as SVG, in the reader's light or dark. */
final class BarChart {

    private static final int WIDTH = 480;
    private static final int LEFT = 8;
    private static final int NUMBER = 64;
    private static final int BAR = 16;
    private static final int LINE = 20;
    private static final int GAP = 10;
    private static final List<String> COLOURS =
            List.of("#2f81c7", "#e08a3c", "#58a55c", "#a06cc9", "#c9576b", "#7d8590", "#b5a12e", "#3aa6a0");

    private BarChart() {
    }

    static String svg(Chart chart) {
        double most = chart.series().stream().flatMap(series -> series.values().stream()).filter(Double::isFinite)
                .mapToDouble(value -> value).max().orElse(1);
        var bars = new StringBuilder();
        int y = LINE + GAP;
        for (int series = 0; series < chart.series().size(); series++, y += LINE) {
            bars.append(String.format(Locale.ROOT, """
                    <rect x="%d" y="%d" width="12" height="12" fill="%s"/><text x="%d" y="%d">%s</text>
                    """, LEFT, y, colour(series), LEFT + LINE, y + 11, escaped(chart.series().get(series).name())));
        }
        for (int group = 0; group < chart.groups().size(); group++) {
            y += GAP + LINE;
            bars.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>%n", LEFT, y - 6,
                    escaped(chart.groups().get(group))));
            for (int series = 0; series < chart.series().size(); series++) {
                double value = chart.series().get(series).values().get(group);
                if (Double.isFinite(value)) {
                    double width = Math.max(1, value / most * (WIDTH - LEFT - NUMBER));
                    bars.append(String.format(Locale.ROOT, """
                            <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/><text x="%.1f" y="%d">%s</text>
                            """, LEFT, y, width, BAR - 2, colour(series), LEFT + width + 4, y + 12, number(value)));
                    y += BAR;
                }
            }
        }
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" font-family="sans-serif" font-size="13">
                <style>text{fill:#1f2328}.paper{fill:#fff}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.paper{fill:#0d1117}}</style>
                <rect class="paper" width="100%%" height="100%%"/>
                <text x="%d" y="18" font-weight="bold">%s</text>
                %s</svg>
                """, WIDTH, y + GAP, WIDTH, LEFT, escaped(chart.title()), bars);
    }

    private static String colour(int series) {
        return COLOURS.get(series % COLOURS.size());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
