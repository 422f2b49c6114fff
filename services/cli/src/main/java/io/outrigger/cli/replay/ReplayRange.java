package io.outrigger.cli.replay;

import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.console.Durations;
import io.outrigger.cli.outcome.CommandFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.Option;

/** Which captures, as the person says it. */
final class ReplayRange {

    private static final int ROWS_MAX = 100_000;

    @Option(names = "--since", paramLabel = "TIME", defaultValue = "1h", description = "How far back: 30m, 24h (${DEFAULT-VALUE})")
    private String since;

    @Option(names = "--from", paramLabel = "WHEN", description = "The first time instead, such as 2026-11-29T06:00:00Z")
    private String from;

    @Option(names = "--to", paramLabel = "WHEN", description = "The first time that is not wanted any more; otherwise now")
    private String to;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "Requests at most, the earliest first "
            + "(${DEFAULT-VALUE})")
    private int limit;

    /** Brings them into a file. */
    void download(ServiceCaller gateway, String model, Path file) {
        if (limit < 1 || limit > ROWS_MAX) {
            throw CommandFailure.usage("--limit: expected 1 to " + ROWS_MAX + ", found " + limit + ".");
        }
        Instant end = to == null ? Instant.now() : time("--to", to);
        Instant begin = from == null ? end.minusSeconds(Durations.ofOption("--since", since)) : time("--from", from);
        String path = "/v1/captures/" + ServiceCaller.segment(model) + "?from=" + begin + "&to=" + end + "&limit=" + limit;
        try (OutputStream out = Files.newOutputStream(file)) {
            gateway.read(gateway.download(path, out, 0));
        } catch (IOException failed) {
            throw CommandFailure.file("write", file, failed);
        }
    }

    private static Instant time(String option, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException noTime) {
            throw CommandFailure.usage(option + ": expected a time such as 2026-11-29T06:00:00Z, found '" + text + "'.");
        }
    }
}
