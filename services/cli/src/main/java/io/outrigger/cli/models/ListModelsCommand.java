package io.outrigger.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "ls", mixinStandardHelpOptions = true, description = "The models that the token is for")
final class ListModelsCommand implements Callable<Integer> {
    private final Session session;

    ListModelsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ServiceCaller registry = session.registry();
        Table table = Table.of("MODEL", "VERSIONS", "ALIASES", "DESCRIPTION");
        String next = "";
        do {
            JsonNode page = registry.read(ModelPaths.MODELS + (next.isEmpty() ? "" : "?page_token=" + ServiceCaller.segment(next)));
            for (JsonNode model : page.path("models")) {
                if (!session.printed(model)) {
                    table.row(model.path("name").asText(), versions(model), aliases(model), model.path("description").asText());
                }
            }
            next = page.path("next_page_token").asText();
        } while (!next.isEmpty());
        if (!session.json()) {
            session.terminal().lines(table.lines());
        }
        return 0;
    }

    private static String versions(JsonNode model) {
        List<String> versions = new ArrayList<>();
        model.path("versions").forEach(version -> versions.add(version.asText()));
        return String.join(" ", versions);
    }

    /** Each with the version that it points at. */
    static String aliases(JsonNode model) {
        List<String> aliases = new ArrayList<>();
        model.path("aliases").properties().forEach(alias -> aliases.add(alias.getKey() + "=" + alias.getValue().asText()));
        return String.join(" ", aliases);
    }
}
