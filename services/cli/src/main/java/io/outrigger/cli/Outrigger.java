package io.outrigger.cli;

import io.outrigger.cli.access.GlobalOptions;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.batch.BatchCommands;
import io.outrigger.cli.console.Branch;
import io.outrigger.cli.console.Console;
import io.outrigger.cli.files.FilesCommand;
import io.outrigger.cli.infer.InferCommand;
import io.outrigger.cli.job.JobsCommand;
import io.outrigger.cli.keys.KeysCommand;
import io.outrigger.cli.models.ModelsCommand;
import io.outrigger.cli.outcome.CommandFailure;
import io.outrigger.cli.outcome.ExitCode;
import io.outrigger.cli.replay.ReplayCommand;
import io.outrigger.cli.token.TokenCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The command with all of its commands. */
@Command(name = "outrigger", mixinStandardHelpOptions = true, versionProvider = Outrigger.Version.class,
        description = {"Inference and jobs on Outrigger.", "",
            "  outrigger infer picture.png",
            "  outrigger batch submit rows.jsonl --model sample-classifier --watch --output results.jsonl", ""},
        footer = {"", "Addresses and tokens come from --url, --registry-url and --token; otherwise from GATEWAY_URL, REGISTRY_URL, TOKEN",
            "and ADMIN_TOKEN of the environment; otherwise from platform.env in OUTRIGGER_HOME, or in .outrigger here or above.",
            "A token is an identity provider's (JWT) or an API key (ork_…), which outrigger keys create makes.",
            "A bar and colours are for terminals, and not where NO_COLOR is set. Set JAVA25_HOME where JDK 25 is in an unusual place."})
final class Outrigger {
    private static final int HELP_WIDTH = 120;

    @Mixin
    private final GlobalOptions options;

    private Outrigger(Session session) {
        this.options = session.options();
    }

    /** The exit code. */
    static int run(Session session, String... arguments) {
        return commands(session, List.of(arguments)).execute(arguments);
    }

    static CommandLine commands(Session session, List<String> arguments) {
        CommandLine root = new CommandLine(new Outrigger(session));
        Branch.add(root, arguments, List.of(InferCommand.of(session), BatchCommands.of(session, arguments),
                JobsCommand.of(session, arguments), FilesCommand.of(session), ModelsCommand.of(session, arguments),
                KeysCommand.of(session, arguments), ReplayCommand.of(session), TokenCommand.of(session), CompletionCommand.of(session)));
        Console terminal = session.terminal();
        root.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
        root.getCommandSpec().usageMessage().exitCodeList(ExitCode.meanings());
        return root.setOut(terminal.answers()).setErr(terminal.remarks())
                .setColorScheme(CommandLine.Help.defaultColorScheme(session.style().colours() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(HELP_WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, _) -> misunderstood(terminal, wrong))
                .setExecutionExceptionHandler((failure, _, _) -> failed(terminal, failure));
    }

    private static int misunderstood(Console terminal, ParameterException wrong) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        terminal.fail(wrong.getMessage() + "\n" + command + " --help lists what there is.");
        return ExitCode.USAGE.number();
    }

    private static int failed(Console terminal, Exception failure) {
        if (failure instanceof CommandFailure known) {
            terminal.fail(known.getMessage());
            return known.exitCode().number();
        }
        terminal.fail("it failed unexpectedly: " + failure);
        return ExitCode.FAILED.number();
    }

    /** As the build has it. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Outrigger.class.getPackage().getImplementationVersion();
            return new String[] {"outrigger " + (version == null ? "(not built)" : version)};
        }
    }
}
