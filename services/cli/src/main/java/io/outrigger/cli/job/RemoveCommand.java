package io.outrigger.cli.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.ServiceCaller;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "rm", mixinStandardHelpOptions = true, description = "Deletes ended jobs with their results")
final class RemoveCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "batch_…")
    private List<String> ids;

    RemoveCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ServiceCaller gateway = session.gateway();
        for (String id : ids) {
            gateway.delete(JobPaths.job(id));
            if (!session.printed(JsonNodeFactory.instance.objectNode().put("id", id).put("object", "batch").put("deleted", true))) {
                session.terminal().line("Job " + id + " is deleted.");
            }
        }
        return 0;
    }
}
