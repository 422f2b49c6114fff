package io.outrigger.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.outrigger.cli.access.Session;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "retry", mixinStandardHelpOptions = true, description = "Runs the failed rows of an ended job again, as a job of their own")
final class RetryCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "batch_…")
    private String id;

    @Option(names = "--watch", description = "Show the new job until it has ended")
    private boolean watch;

    RetryCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode json = session.gateway().postOnce(JobPaths.job(id) + "/retry", JsonNodeFactory.instance.objectNode(),
                UUID.randomUUID().toString());
        ToldJob job = ToldJob.of(json);
        if (!watch && session.printed(json)) {
            return 0;
        }
        if (!session.json()) {
            session.terminal().line("Job " + job.id() + " runs the failed rows of " + id + ".");
        }
        return watch ? JobEnd.report(session, JobFollower.watch(session, job.id()), Optional.empty()) : 0;
    }
}
