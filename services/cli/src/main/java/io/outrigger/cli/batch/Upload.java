package io.outrigger.cli.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.console.Quantities;
import io.outrigger.cli.outcome.CommandFailure;
import io.outrigger.client.FileForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Brings the rows to the platform as a file of its own; they are never whole in memory. */
public final class Upload {
    private static final String PATH = "/v1/files";
    private static final Map<String, String> FIELDS = Map.of("purpose", "batch");
    private static final String STDIN = "stdin.jsonl";

    /** For a line that carries at least 64 KiB a second. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long BYTES_PER_SECOND_MIN = 64 << 10;

    /** Whoever pipes may take a day. */
    private static final Duration PIPE_PATIENCE = Duration.ofDays(1);

    private Upload() {
    }

    /** The file's id. */
    public static String file(Session session, ServiceCaller gateway, Path file) {
        try {
            long bytes = Files.size(file);
            return sent(session, gateway, file.getFileName().toString(), FileForm.of(FIELDS, file),
                    PATIENCE.plusSeconds(bytes / BYTES_PER_SECOND_MIN));
        } catch (IOException failed) {
            throw CommandFailure.file("read", file, failed);
        }
    }

    /** The file's id. */
    static String piped(Session session, ServiceCaller gateway) {
        FileForm form = FileForm.of(FIELDS, STDIN, () -> session.terminal().input());
        return sent(session, gateway, "standard input", form, PIPE_PATIENCE);
    }

    private static String sent(Session session, ServiceCaller gateway, String name, FileForm form, Duration patience) {
        JsonNode answer = gateway.upload(PATH, form, patience);
        String id = answer.path("id").asText();
        if (!session.json()) {
            session.terminal().line("Uploaded " + name + " (" + Quantities.bytes(answer.path("bytes").asLong()) + ") as " + id + ".");
        }
        return id;
    }
}
