package io.outrigger.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Table;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", mixinStandardHelpOptions = true, description = "All that is known of a job")
final class ShowJobCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "batch_…")
    private String id;

    ShowJobCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode json = session.gateway().read(JobPaths.job(id));
        if (!session.printed(json)) {
            session.terminal().lines(table(json).lines().stream().skip(1).toList());
            session.terminal().lines(ToldJob.of(json).hasEnded() ? JobEnd.summary(ToldJob.of(json)) : JobFollower.goesOn(id));
        }
        return 0;
    }

    /** What is null or empty is left out. */
    static Table table(JsonNode json) {
        Table table = Table.of("", "");
        json.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if ("request_counts".equals(field.getKey())) {
                value.properties().forEach(count -> table.row(count.getKey(), count.getValue().asText()));
            } else if (!value.isNull() && !"errors".equals(field.getKey()) && !"object".equals(field.getKey())
                    && !(value.isContainerNode() && value.isEmpty())) {
                table.row(field.getKey(), text(field.getKey(), value));
            }
        });
        return table;
    }

    private static String text(String name, JsonNode value) {
        if (name.endsWith("_at") && value.isNumber()) {
            return Instant.ofEpochSecond(value.asLong()).toString();
        }
        return value.isContainerNode() ? value.toString() : value.asText();
    }
}
