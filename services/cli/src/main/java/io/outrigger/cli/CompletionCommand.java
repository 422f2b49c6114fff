package io.outrigger.cli;

import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Branch;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "completion", mixinStandardHelpOptions = true, description = {"A script that completes commands in bash and zsh:",
    "  source <(outrigger completion)"})
final class CompletionCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec;

    private CompletionCommand(Session session) {
        this.session = session;
    }

    static Branch.Entry of(Session session) {
        return Branch.Entry.of("completion", () -> new CompletionCommand(session));
    }

    @Override
    public Integer call() {
        session.terminal().line(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
        return 0;
    }
}
