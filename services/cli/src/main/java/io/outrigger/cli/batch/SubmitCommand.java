package io.outrigger.cli.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.job.JobEnd;
import io.outrigger.cli.job.JobFollower;
import io.outrigger.cli.job.ToldJob;
import io.outrigger.cli.outcome.CommandFailure;
import io.outrigger.cli.outcome.ExitCode;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Uploads the rows, submits them with a key that makes asking again safe, and shows the job where that is wanted. */
@Command(name = "submit", description = """
        Makes a job of a file of rows, one JSON object a line:%n\
          {"custom_id": "7", "input": {"image": "<base64>"}}""")
final class SubmitCommand implements Callable<Integer> {
    private static final String PATH = "/v1/batch";

    private final Session session;

    /** By itself, since --version is the model's here. */
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help message and exit.")
    private boolean help;

    @Parameters(paramLabel = "FILE", description = "The rows; - is standard input, s3://bucket/key an object that the platform reads, "
            + "file-… one that it has already")
    private String file;

    @Option(names = "--model", paramLabel = "M", description = "Model; otherwise the rows name it")
    private String model;

    @Option(names = "--version", paramLabel = "V", description = "Version or alias; otherwise the model's default alias")
    private String version;

    @Option(names = "--watch", description = "Show it until it has ended; Ctrl-C leaves it running")
    private boolean watch;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Watch it, and bring the results here; errors beside them")
    private String output;

    @Option(names = "--priority", paramLabel = "P", description = "${COMPLETION-CANDIDATES}")
    private Submission.Priority priority;

    @Option(names = "--window", paramLabel = "TIME", description = "What is not done by then is given up: 90m, 24h (a day otherwise)")
    private String window;

    @Option(names = "--error-budget", paramLabel = "PERCENT", description = "Stop it when more of the rows than that have failed")
    private Double errorBudget;

    @Option(names = "--concurrency", paramLabel = "N", description = "Chunks of it that may run at once")
    private Integer concurrency;

    @Option(names = "--keep", paramLabel = "TIME", description = "How long the results stay: 7d (30 days otherwise)")
    private String keep;

    @Option(names = "--webhook", paramLabel = "URL", description = "Told of its end")
    private String webhook;

    @Option(names = "--metadata", paramLabel = "K=V", description = "Kept with it; may be given several times")
    private Map<String, String> metadata;

    @Option(names = "--idempotency-key", paramLabel = "KEY", description = "The same key with the same request is the same job; otherwise "
            + "one is made for each start")
    private String idempotencyKey;

    SubmitCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Input input = Input.of(file, session::path);
        ObjectNode request = new Submission(model, version, priority, window, errorBudget, concurrency, keep, webhook, metadata).json();
        ServiceCaller gateway = session.gateway();
        switch (input) {
            case Input.Local local -> request.put("input_file_id", Upload.file(session, gateway, local.file()));
            case Input.Piped _ -> request.put("input_file_id", Upload.piped(session, gateway));
            case Input.Uploaded uploaded -> request.put("input_file_id", uploaded.id());
            case Input.Stored stored -> request.put("input_uri", stored.uri());
        }
        JsonNode answer = submit(gateway, request);
        boolean watched = watch || output != null;
        if (!watched && session.printed(answer)) {
            return 0;
        }
        ToldJob job = ToldJob.of(answer);
        if (!session.json()) {
            session.terminal().line("Job " + job.id() + " is accepted.");
        }
        if (!watched) {
            session.terminal().line("Watch it: outrigger jobs watch " + job.id());
            return 0;
        }
        return JobEnd.report(session, JobFollower.watch(session, job.id()), Optional.ofNullable(output).map(session::path));
    }

    /** Where no answer comes it may have been taken or not; the key and the file's id say how to find out. */
    private JsonNode submit(ServiceCaller gateway, ObjectNode request) {
        String key = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
        try {
            return gateway.postOnce(PATH, request, key);
        } catch (CommandFailure failure) {
            if (failure.exitCode() != ExitCode.NO_CONNECTION) {
                throw failure;
            }
            String rows = request.path("input_file_id").asText(file);
            throw new CommandFailure(ExitCode.NO_CONNECTION, failure.getMessage() + "\nWhether it was taken is not known. "
                    + "Submitted once more as " + rows + " with --idempotency-key " + key + " and the same options it is one job.");
        }
    }
}
