package io.outrigger.cli.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.Pause;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.console.Quantities;
import io.outrigger.cli.outcome.CommandFailure;
import io.outrigger.client.Download;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The results or the errors of a job, brought here. They only ever grow, so what was read stays right: a cut connection is gone on from,
 * and so is a file that an earlier start has begun.
 */
public final class FetchedLines {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final ServiceCaller gateway;
    private final Pause pause;

    /** @param pause between two looks at a job that still runs */
    public FetchedLines(ServiceCaller gateway, Pause pause) {
        this.gateway = gateway;
        this.pause = pause;
    }

    /**
     * Writes the lines into a file, which has its name only when all of them are there, and says so.
     *
     * @param follow whether to stay until the job has ended
     */
    public static void toFile(Session session, String id, boolean errors, boolean follow, Path file) {
        FetchedLines lines = new FetchedLines(session.gateway(), session.pause());
        String whose = id.replaceAll("[^A-Za-z0-9_-]", "_") + (errors ? ".errors" : "");
        Path part = file.resolveSibling(file.getFileName() + "." + whose + ".part");
        try {
            long bytes = lines.intoPart(id, errors, follow, part);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            if (!session.printed(JsonNodeFactory.instance.objectNode().put("file", file.toString()).put("bytes", bytes))) {
                session.terminal().line((errors ? "Errors: " : "Results: ") + file + " (" + Quantities.bytes(bytes) + ")");
            }
        } catch (UncheckedIOException failed) {
            throw CommandFailure.file("write", file, failed.getCause());
        } catch (IOException failed) {
            throw CommandFailure.file("write", file, failed);
        }
    }

    private long intoPart(String id, boolean errors, boolean follow, Path part) throws IOException {
        long there = Files.isRegularFile(part) ? Files.size(part) : 0;
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            return into(id, errors, follow, out, there);
        }
    }

    /** How many bytes there are in the end. */
    public long into(String id, boolean errors, boolean follow, OutputStream out, long offset) {
        Download download = gateway.download(JobPaths.lines(id, errors), out, offset);
        if (!follow) {
            return gateway.read(download).offset();
        }
        ServiceCaller patient = gateway.patient();
        while (true) {
            boolean ended = ToldJob.of(patient.read(JobPaths.job(id))).hasEnded(); // before: what is read then is all of it
            patient.read(download);
            if (ended) {
                return download.offset();
            }
            pause.of(LOOK_AGAIN);
        }
    }
}
