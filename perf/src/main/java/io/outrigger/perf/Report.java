package io.outrigger.perf;

import java.util.List;
import java.util.Locale;

/** The results as a Markdown table, each beside the first target of the same load. */
final class Report {
    private Report() {
    }

    static String markdown(List<Result> results) {
        StringBuilder report = new StringBuilder("""
                | Load | Target | Answers/s | of first | p50 ms | p99 ms | p99.9 ms | Failed | Not sent |
                |---|---|---:|---:|---:|---:|---:|---:|---:|
                """);
        Result first = null;
        for (Result result : results) {
            if (first == null || !first.load().equals(result.load())) {
                first = result;
            }
            Tally tally = result.tally();
            report.append(String.format(Locale.ROOT, "| %s | %s | %.0f | %.2f | %.2f | %.2f | %.2f | %d | %d |%n",
                    result.load().describe(), result.target(), tally.answersPerSecond(),
                    tally.answersPerSecond() / Math.max(first.tally().answersPerSecond(), 1e-9),
                    tally.latency_ms(50), tally.latency_ms(99), tally.latency_ms(99.9), tally.failures(), tally.notSent()));
        }
        results.stream().filter(result -> !result.tally().firstFailure().isEmpty()).forEach(result -> report.append("\n")
                .append(result.target()).append(" under ").append(result.load().describe()).append(" failed first with: ")
                .append(result.tally().firstFailure()).append("\n"));
        return report.toString();
    }
}
