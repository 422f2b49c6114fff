package io.outrigger.cli.batch;

import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Branch;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code outrigger batch …} */
@Command(name = "batch", mixinStandardHelpOptions = true, description = "Many rows as a job: submit")
public final class BatchCommands {
    private BatchCommands() {
    }

    public static Branch.Entry of(Session session, List<String> arguments) {
        return new Branch.Entry("batch", root -> {
            CommandLine batch = new CommandLine(new BatchCommands());
            root.addSubcommand(batch);
            Branch.add(batch, arguments, List.of(
                    Branch.Entry.of("submit", () -> new SubmitCommand(session))));
        });
    }
}
