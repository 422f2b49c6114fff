package io.outrigger.perf.results;

import io.outrigger.perf.study.Findings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Keeps what studies have found: of each a folder with {@code table.md}, {@code plot.svg} and {@code latencies.hlog}, the histograms in
 * microseconds in the log format of HdrHistogram, which its own tools read. The latest run replaces the one before; git has the others.
 */
public record ResultsFolder(Path folder) {

    /**
     * Writes one study's.
     *
     * @param command as it was given, so that it can be given again
     */
    public void write(String study, List<String> command, Findings findings) throws IOException {
        Path own = Files.createDirectories(folder.resolve(study));
        Files.writeString(own.resolve("table.md"), """
                %s
                %s

                    java -jar perf/target/perf.jar %s
                """.formatted(findings.markdown(), Circumstances.here().sentence(), String.join(" ", command)));
        if (findings.chart().isPresent()) {
            Files.writeString(own.resolve("plot.svg"), BarChart.svg(findings.chart().get()));
        }
        if (!findings.tallies().isEmpty()) {
            histograms(own.resolve("latencies.hlog"), findings);
        }
    }

    private static void histograms(Path file, Findings findings) throws IOException {
        try (var text = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            var log = new HistogramLogWriter(text);
            log.outputLogFormatVersion();
            log.outputLegend();
            new TreeMap<>(findings.tallies()).forEach((name, tally) -> {
                Histogram histogram = tally.latencies_us();
                histogram.setTag(name.replace(",", "").replace(' ', '-'));
                log.outputIntervalHistogram(0, tally.elapsed_s(), histogram, 1);
            });
        }
    }
}
