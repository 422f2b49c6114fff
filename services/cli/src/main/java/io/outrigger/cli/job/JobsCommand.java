package io.outrigger.cli.job;

import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Branch;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code outrigger jobs …} */
@Command(name = "jobs", mixinStandardHelpOptions = true, description = "Jobs: list, watch, results, cancel, retry, delete")
public final class JobsCommand {
    private JobsCommand() {
    }

    public static Branch.Entry of(Session session, List<String> arguments) {
        return new Branch.Entry("jobs", root -> {
            CommandLine jobs = new CommandLine(new JobsCommand());
            root.addSubcommand(jobs);
            Branch.add(jobs, arguments, List.of(
                    Branch.Entry.of("ls", () -> new ListJobsCommand(session)),
                    Branch.Entry.of("show", () -> new ShowJobCommand(session)),
                    Branch.Entry.of("watch", () -> new WatchCommand(session)),
                    Branch.Entry.of("results", () -> new ResultsCommand(session)),
                    Branch.Entry.of("cancel", () -> new CancelCommand(session)),
                    Branch.Entry.of("retry", () -> new RetryCommand(session)),
                    Branch.Entry.of("rm", () -> new RemoveCommand(session))));
        });
    }
}
