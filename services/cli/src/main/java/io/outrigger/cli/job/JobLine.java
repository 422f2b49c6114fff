package io.outrigger.cli.job;

import io.outrigger.cli.console.Durations;
import io.outrigger.cli.console.Quantities;
import io.outrigger.cli.console.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A running job in one line: a bar for terminals, a sentence for logs. */
final class JobLine {
    private static final int BAR_MIN = 10;
    private static final int BAR_MAX = 40;
    private static final int PERCENT = 100;
    private static final String GAP = "  ";

    private JobLine() {
    }

    /** Never wider than the terminal less one column, and without a bar where there is no room for one. */
    static String bar(ToldJob job, double rowsPerSecond, Optional<Duration> left, Style style) {
        List<String> parts = parts(job, rowsPerSecond, left);
        int room = Math.max(1, style.width() - 1);
        String text = String.join(GAP, parts);
        while (text.length() > room && parts.size() > 1) {
            parts.removeLast();
            text = String.join(GAP, parts);
        }
        if (text.length() > room) {
            return text.substring(0, room);
        }
        int bar = Math.min(BAR_MAX, room - text.length() - GAP.length());
        String shown = job.failed() == 0 ? text : text.replace(failures(job), style.bad(failures(job)));
        return bar < BAR_MIN || job.total() == 0 ? shown : drawn(job, bar, style) + GAP + shown;
    }

    private static String drawn(ToldJob job, int width, Style style) {
        int done = (int) Math.min(width, job.done() * width / job.total());
        int failed = job.failed() == 0 ? 0 : Math.min(done, Math.max(1, (int) (job.failed() * width / job.total())));
        String full = style.symbols() ? "━" : "#";
        String empty = style.symbols() ? "─" : "-";
        return style.good(full.repeat(done - failed)) + style.bad(full.repeat(failed)) + style.faint(empty.repeat(width - done));
    }

    static String plain(ToldJob job, double rowsPerSecond, Optional<Duration> left) {
        return String.join(", ", parts(job, rowsPerSecond, left));
    }

    /** The most important first: those at the end go where the line is short. */
    private static List<String> parts(ToldJob job, double rowsPerSecond, Optional<Duration> left) {
        List<String> parts = new ArrayList<>();
        if (job.total() == 0) {
            parts.add(state(job) + (job.hasEnded() ? "" : ": the rows are being counted"));
            return parts;
        }
        parts.add(percent(job) + " %");
        parts.add(Quantities.count(job.done()) + "/" + Quantities.count(job.total()) + " rows");
        parts.add(failures(job));
        if (job.hasEnded() || !"in_progress".equals(job.status())) {
            parts.add(state(job));
        }
        if (!job.hasEnded() && rowsPerSecond > 0) {
            parts.add(Quantities.rate(rowsPerSecond) + " rows/s");
            left.ifPresent(time -> parts.add(Durations.text(time) + " left"));
        }
        return parts;
    }

    private static String failures(ToldJob job) {
        return Quantities.count(job.failed()) + " failed";
    }

    /** 100 only where all are done. */
    private static long percent(ToldJob job) {
        return job.done() * PERCENT / job.total();
    }

    private static String state(ToldJob job) {
        return job.status().replace('_', ' ');
    }
}
