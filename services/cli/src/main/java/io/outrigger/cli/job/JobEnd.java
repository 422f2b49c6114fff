package io.outrigger.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Durations;
import io.outrigger.cli.console.Quantities;
import io.outrigger.cli.outcome.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What there is to be said of a job that has ended, and where its lines are. */
public final class JobEnd {
    private static final int ERRORS_SHOWN_MAX = 10;

    private JobEnd() {
    }

    /** Says it, brings the lines where a file for them is named, and gives the exit code. */
    public static int report(Session session, ToldJob job, Optional<Path> output) {
        if (!session.json()) {
            session.terminal().lines(summary(job));
        }
        if (output.isPresent()) {
            FetchedLines.toFile(session, job.id(), false, false, output.get());
            if (job.failed() > 0) {
                FetchedLines.toFile(session, job.id(), true, false, besides(output.get()));
            }
        } else if (!session.json()) {
            session.terminal().lines(where(job));
        }
        return (job.isCompleted() ? ExitCode.OK : ExitCode.JOB_NOT_COMPLETED).number();
    }

    /** {@code results.jsonl} has its errors in {@code results.errors.jsonl}. */
    static Path besides(Path results) {
        String name = results.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return results.resolveSibling(dot <= 0 ? name + ".errors" : name.substring(0, dot) + ".errors" + name.substring(dot));
    }

    static List<String> summary(ToldJob job) {
        List<String> lines = new ArrayList<>();
        lines.add("Job " + job.id() + " " + job.status() + job.took().map(time -> " in " + Durations.text(time)).orElse("") + ": "
                + Quantities.count(job.completed()) + " of " + Quantities.count(job.total()) + " rows have a result, "
                + Quantities.count(job.failed()) + " an error.");
        int told = 0;
        for (JsonNode error : job.json().path("errors").path("data")) {
            if (told++ == ERRORS_SHOWN_MAX) {
                lines.add("  … (outrigger jobs show " + job.id() + " --json has all)");
                break;
            }
            lines.add("  " + error.path("code").asText() + ": " + printable(error.path("message").asText())
                    + (error.path("line").asLong() > 0 ? " (line " + error.path("line").asLong() + ")" : ""));
        }
        return lines;
    }

    static List<String> where(ToldJob job) {
        List<String> lines = new ArrayList<>();
        if (job.completed() > 0) {
            lines.add("Results: outrigger jobs results " + job.id() + " --output results.jsonl");
        }
        if (job.failed() > 0) {
            lines.add("Errors:  outrigger jobs results " + job.id() + " --errors");
            lines.add("Again:   outrigger jobs retry " + job.id());
        }
        return lines;
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
