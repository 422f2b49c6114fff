package io.outrigger.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.console.Console;
import io.outrigger.cli.console.Style;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The three ways: a bar that moves, a plain line when its state changes or a while has passed, JSON when anything has changed. */
final class ShownProgress {
    static final long PLAIN_EVERY_NS = Duration.ofSeconds(5).toNanos();

    private ShownProgress() {
    }

    static ProgressView bar(Console terminal, Style style, LongSupplier nanoTime) {
        Pace pace = new Pace();
        return job -> {
            pace.saw(nanoTime.getAsLong(), job.done());
            terminal.live(JobLine.bar(job, pace.rowsPerSecond(job), pace.left(job), style));
        };
    }

    static ProgressView lines(Console terminal, LongSupplier nanoTime) {
        return new ProgressView() {
            private final Pace pace = new Pace();
            private String status = "";
            private long printedNs;

            @Override
            public void saw(ToldJob job) {
                long now = nanoTime.getAsLong();
                pace.saw(now, job.done());
                if (!job.status().equals(status) || now - printedNs >= PLAIN_EVERY_NS) {
                    terminal.line(JobLine.plain(job, pace.rowsPerSecond(job), pace.left(job)));
                    status = job.status();
                    printedNs = now;
                }
            }
        };
    }

    static ProgressView json(Console terminal) {
        JsonNode[] last = {null};
        return job -> {
            if (!job.json().equals(last[0])) {
                terminal.line(job.json().toString());
                last[0] = job.json();
            }
        };
    }
}
