package io.outrigger.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.console.Quantities;
import io.outrigger.cli.console.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ls", mixinStandardHelpOptions = true, description = "Your jobs, the newest first")
final class ListJobsCommand implements Callable<Integer> {
    private static final int PAGE_MAX = 100;

    private final Session session;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most so many (${DEFAULT-VALUE})")
    private int limit;

    @Option(names = "--state", paramLabel = "STATE", description = "Only in this state, such as in_progress")
    private String state;

    @Option(names = "--model", paramLabel = "M", description = "Only of this model")
    private String model;

    ListJobsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ServiceCaller gateway = session.gateway();
        Table table = Table.of("JOB", "MODEL", "STATE", "ROWS", "DONE", "FAILED", "CREATED");
        String after = "";
        int left = limit;
        boolean more = true;
        while (left > 0 && more) {
            JsonNode page = gateway.read(path(Math.min(left, PAGE_MAX), after));
            for (JsonNode json : page.path("data")) {
                ToldJob job = ToldJob.of(json);
                if (!session.printed(json)) {
                    row(table, job);
                }
                after = job.id();
                left--;
            }
            more = page.path("has_more").asBoolean() && !page.path("data").isEmpty();
        }
        if (!session.json()) {
            session.terminal().lines(table.lines());
        }
        return 0;
    }

    private String path(int pageSize, String after) {
        StringBuilder path = new StringBuilder(JobPaths.JOBS + "?limit=" + pageSize);
        add(path, "after", after);
        add(path, "state", state);
        add(path, "model", model);
        return path.toString();
    }

    private static void add(StringBuilder path, String name, String value) {
        if (value != null && !value.isEmpty()) {
            path.append('&').append(name).append('=').append(ServiceCaller.segment(value));
        }
    }

    private static void row(Table table, ToldJob job) {
        table.row(job.id(), job.model() + (job.version().isEmpty() ? "" : " " + job.version()), job.status(), Quantities.count(job.total()),
                Quantities.count(job.done()), Quantities.count(job.failed()),
                job.time("created_at").map(Object::toString).orElse(""));
    }
}
