package io.outrigger.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.client.RestAnswer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "promote", mixinStandardHelpOptions = true, description = {"Points an alias at a version",
    "Refused where somebody else has moved it meanwhile."})
final class PromoteCommand implements Callable<Integer> {
    private static final String UNKNOWN_ALIAS = "alias_not_found";

    private final Session session;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Its name")
    private String model;

    @Parameters(index = "1", paramLabel = "VERSION", description = "v2, or 2")
    private String version;

    @Option(names = "--alias", paramLabel = "A", description = "Made where there is none; the model's default alias otherwise")
    private String alias;

    PromoteCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ServiceCaller registry = session.registryAsAdmin();
        String name = alias == null ? registry.read(ModelPaths.model(model)).path("default_alias").asText() : alias;
        String path = ModelPaths.alias(model, name);
        RestAnswer before = registry.answer(path);
        boolean isNew = UNKNOWN_ALIAS.equals(before.code());
        if (!isNew) {
            ServiceCaller.successful(before);
        }
        ObjectNode change = JsonNodeFactory.instance.objectNode().put("version", version);
        JsonNode after = ServiceCaller.successful(isNew ? registry.put(path, change, "If-None-Match", "*")
                : registry.put(path, change, "If-Match", before.header("ETag"))).json();
        if (!session.printed(after)) {
            session.terminal().line(model + " " + name + ": " + (isNew ? "new" : before.json().path("version").asText()) + " -> "
                    + after.path("version").asText());
        }
        return 0;
    }
}
