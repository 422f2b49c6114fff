package io.outrigger.perf.jobs;

import io.outrigger.perf.jobs.FlatMemory.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Draws memory over the rows that are done, as SVG. */
final class MemoryPlot {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 240;
    private static final int MARGIN = 48;

    private final double rowsMax;
    private final double mibMax;

    private MemoryPlot(List<Moment> moments) {
        this.rowsMax = Math.max(1, moments.getLast().rows());
        this.mibMax = 1.1 * moments.stream().mapToDouble(moment -> Math.max(moment.heapMib(), finite(moment.residentMib())))
                .max().orElse(1);
    }

    static void write(Path file, List<Moment> moments) throws IOException {
        var plot = new MemoryPlot(moments);
        Files.writeString(file, String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">
                <rect width="100%%" height="100%%" fill="white"/>
                <path d="M%d %d V%d H%d" fill="none" stroke="black"/>
                <text x="4" y="%d">%.0f MiB</text><text x="%d" y="%d">0</text><text x="%d" y="%d" text-anchor="end">%.0f rows</text>
                <polyline fill="none" stroke="steelblue" stroke-width="2" points="%s"/>
                <polyline fill="none" stroke="gray" stroke-width="2" points="%s"/>
                <text x="%d" y="14" fill="steelblue">heap behind a collection</text><text x="%d" y="14" fill="gray">resident</text>
                </svg>
                """, WIDTH, HEIGHT, MARGIN, MARGIN / 2, HEIGHT - MARGIN / 2, WIDTH - 8, MARGIN / 2, plot.mibMax, MARGIN, HEIGHT - 8,
                WIDTH - 8, HEIGHT - 8, plot.rowsMax, plot.points(moments, Moment::heapMib), plot.points(moments, Moment::residentMib),
                MARGIN + 40, MARGIN + 220));
    }

    private String points(List<Moment> moments, ToDoubleFunction<Moment> mib) {
        return moments.stream().map(moment -> String.format(Locale.ROOT, "%.1f,%.1f",
                MARGIN + (WIDTH - 8.0 - MARGIN) * moment.rows() / rowsMax,
                HEIGHT - MARGIN / 2.0 - (HEIGHT - MARGIN) * finite(mib.applyAsDouble(moment)) / mibMax)).collect(Collectors.joining(" "));
    }

    private static double finite(double mib) {
        return Double.isNaN(mib) ? 0 : mib;
    }
}
