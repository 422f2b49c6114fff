package io.outrigger.cli.job;

import io.outrigger.cli.access.Session;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "watch", mixinStandardHelpOptions = true, description = {"Shows a job until it has ended; Ctrl-C leaves it running",
    "With --json a line whenever it has changed."})
final class WatchCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "batch_…")
    private String id;

    @Option(names = "--output", paramLabel = "FILE", description = "Bring the results here at the end, and the errors beside them")
    private String output;

    WatchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return JobEnd.report(session, JobFollower.watch(session, id), Optional.ofNullable(output).map(session::path));
    }
}
