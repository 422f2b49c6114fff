package io.outrigger.cli.files;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.console.Branch;
import io.outrigger.cli.console.Quantities;
import io.outrigger.cli.console.Table;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code outrigger files …} */
@Command(name = "files", mixinStandardHelpOptions = true, description = "Uploaded files: list, delete")
public final class FilesCommand {
    private static final String FILES = "/v1/files";

    private final Session session;

    private FilesCommand(Session session) {
        this.session = session;
    }

    public static Branch.Entry of(Session session) {
        return Branch.Entry.of("files", () -> new FilesCommand(session));
    }

    @Command(name = "ls", mixinStandardHelpOptions = true, description = "Your files, the newest first")
    int list(@Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most so many, 1 to 100") int limit) {
        Table table = Table.of("FILE", "NAME", "PURPOSE", "BYTES", "CREATED");
        for (JsonNode file : session.gateway().read(FILES + "?limit=" + limit).path("data")) {
            if (!session.printed(file)) {
                table.row(file.path("id").asText(), file.path("filename").asText(), file.path("purpose").asText(),
                        Quantities.count(file.path("bytes").asLong()), Instant.ofEpochSecond(file.path("created_at").asLong()).toString());
            }
        }
        if (!session.json()) {
            session.terminal().lines(table.lines());
        }
        return 0;
    }

    @Command(name = "rm", mixinStandardHelpOptions = true, description = "Deletes files that no job reads")
    int remove(@Parameters(paramLabel = "ID", arity = "1..*", description = "file-…") List<String> ids) {
        ServiceCaller gateway = session.gateway();
        for (String id : ids) {
            if (!session.printed(gateway.delete(FILES + "/" + ServiceCaller.segment(id)))) {
                session.terminal().line("File " + id + " is deleted.");
            }
        }
        return 0;
    }
}
