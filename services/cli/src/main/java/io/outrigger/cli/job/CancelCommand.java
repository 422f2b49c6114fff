package io.outrigger.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.outrigger.cli.access.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", mixinStandardHelpOptions = true, description = "Stops a job; the results that it has stay")
final class CancelCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "batch_…")
    private String id;

    CancelCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode json = session.gateway().post(JobPaths.job(id) + "/cancel", JsonNodeFactory.instance.objectNode());
        if (!session.printed(json)) {
            session.terminal().line("Job " + id + " is " + ToldJob.of(json).status() + ".");
        }
        return 0;
    }
}
