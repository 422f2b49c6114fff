package io.outrigger.cli.models;

import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Branch;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code outrigger models …} */
@Command(name = "models", mixinStandardHelpOptions = true, description = "Models: list, register, point an alias at a version")
public final class ModelsCommand {
    private ModelsCommand() {
    }

    public static Branch.Entry of(Session session, List<String> arguments) {
        return new Branch.Entry("models", root -> {
            CommandLine models = new CommandLine(new ModelsCommand());
            root.addSubcommand(models);
            Branch.add(models, arguments, List.of(
                    Branch.Entry.of("ls", () -> new ListModelsCommand(session)),
                    Branch.Entry.of("show", () -> new ShowModelCommand(session)),
                    Branch.Entry.of("register", () -> new RegisterCommand(session)),
                    Branch.Entry.of("promote", () -> new PromoteCommand(session))));
        });
    }
}
