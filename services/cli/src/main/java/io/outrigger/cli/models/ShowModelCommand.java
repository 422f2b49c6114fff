package io.outrigger.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", mixinStandardHelpOptions = true, description = {"A model with its versions and what they take",
    "With --json the versions stand in the model, whole."})
final class ShowModelCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "MODEL", description = "Its name")
    private String name;

    ShowModelCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ServiceCaller registry = session.registry();
        JsonNode model = registry.read(ModelPaths.model(name));
        JsonNode versions = registry.read(ModelPaths.model(name) + "/versions").path("versions");
        if (session.json()) {
            ObjectNode whole = model.deepCopy();
            session.printed(whole.set("versions", versions));
            return 0;
        }
        session.terminal().lines(head(model).lines().stream().skip(1).toList());
        session.terminal().line("");
        Table table = Table.of("VERSION", "ALIASES", "INPUTS", "OUTPUTS", "CREATED");
        versions.forEach(version -> table.row(version.path("version").asText(), words(version.path("aliases")),
                tensors(version.path("signature").path("inputs")), tensors(version.path("signature").path("outputs")),
                version.path("created_at").asText()));
        session.terminal().lines(table.lines());
        return 0;
    }

    private static Table head(JsonNode model) {
        return Table.of("", "").row("model", model.path("name").asText()).row("description", model.path("description").asText())
                .row("default alias", model.path("default_alias").asText()).row("aliases", ListModelsCommand.aliases(model))
                .row("strategy", model.path("strategy").asText()).row("batching", model.path("batching").asText());
    }

    private static String words(JsonNode texts) {
        List<String> words = new ArrayList<>();
        texts.forEach(text -> words.add(text.asText()));
        return String.join(" ", words);
    }

    private static String tensors(JsonNode tensors) {
        List<String> texts = new ArrayList<>();
        tensors.forEach(tensor -> texts.add(tensor.path("name").asText() + " " + tensor.path("datatype").asText()
                + tensor.path("shape").toString()));
        return String.join(", ", texts);
    }
}
