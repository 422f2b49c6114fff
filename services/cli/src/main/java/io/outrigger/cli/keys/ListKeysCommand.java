package io.outrigger.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.console.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ls", mixinStandardHelpOptions = true, description = "All keys, the newest last, those that are over among them")
final class ListKeysCommand implements Callable<Integer> {
    private static final int PAGE = 100;

    private final Session session;

    @Option(names = "--tenant", paramLabel = "T", description = "Only of this tenant")
    private String tenant;

    ListKeysCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ServiceCaller gateway = session.gatewayAsAdmin();
        Table table = Table.of("ID", "KEY", "NAME", "TENANT", "SCOPES", "MODELS", "STATUS", "EXPIRES", "LAST USED");
        String after = "";
        boolean more = true;
        while (more) {
            JsonNode page = gateway.read(KeyPaths.page(PAGE, after, tenant == null ? "" : tenant));
            for (JsonNode json : page.path("data")) {
                if (!session.printed(json)) {
                    row(table, new ToldKey(json));
                }
                after = json.path("id").asText();
            }
            more = page.path("has_more").asBoolean() && !page.path("data").isEmpty();
        }
        if (!session.json()) {
            session.terminal().lines(table.lines());
        }
        return 0;
    }

    private static void row(Table table, ToldKey key) {
        table.row(key.text("id"), key.text("prefix") + "…", key.text("name"), key.text("tenant"), key.scopes(), key.models(),
                key.text("status"), key.time("expires_at"), key.time("last_used_at"));
    }
}
