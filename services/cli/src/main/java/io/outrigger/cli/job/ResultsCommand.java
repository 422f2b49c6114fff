package io.outrigger.cli.job;

import io.outrigger.cli.access.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "results", mixinStandardHelpOptions = true, description = {"The result lines of a job, as far as there are some already",
    "A cut connection is gone on from; so is FILE where an earlier start was interrupted."})
final class ResultsCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "batch_…")
    private String id;

    @Option(names = "--errors", description = "The lines of the rows that failed instead")
    private boolean errors;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Write them here; otherwise to standard output")
    private String output;

    @Option(names = {"-f", "--follow"}, description = "Stay until the job has ended")
    private boolean follow;

    ResultsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (output == null) {
            new FetchedLines(session.gateway(), session.pause()).into(id, errors, follow, session.terminal().bytes(), 0);
        } else {
            FetchedLines.toFile(session, id, errors, follow, session.path(output));
        }
        return 0;
    }
}
