package io.outrigger.cli.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.batch.Upload;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.console.Branch;
import io.outrigger.cli.console.Quantities;
import io.outrigger.cli.outcome.CommandFailure;
import io.outrigger.cli.outcome.ExitCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads captures, runs them as a job, compares; asked with the administrator's token, since captures are what callers have sent. */
@Command(name = "replay", mixinStandardHelpOptions = true, description = {
    "Runs captured requests again on another version, and prints how its answers differ",
    "Exit code 1 where they differ by more than is allowed, or too few could be compared."})
public final class ReplayCommand implements Callable<Integer> {

    private final Session session;

    @Option(names = "--model", required = true, paramLabel = "M", description = "Whose requests")
    private String model;

    @Option(names = "--against", required = true, paramLabel = "V", description = "The version or alias that answers them now")
    private String against;

    @Option(names = "--baseline", paramLabel = "V", description = "Compare with what this version answers now, instead of with what was "
            + "answered then")
    private String baseline;

    @Mixin
    private ReplayRange range;

    @Mixin
    private ReplayOptions options;

    private ReplayCommand(Session session) {
        this.session = session;
    }

    public static Branch.Entry of(Session session) {
        return Branch.Entry.of("replay", () -> new ReplayCommand(session));
    }

    @Override
    public Integer call() {
        ReplayLimits limits = options.limits();
        Tolerance tolerance = options.tolerance();
        double sample = options.sample();
        ServiceCaller gateway = session.gatewayAsAdmin();
        try (PrivateFolder folder = PrivateFolder.make()) {
            CapturedRows captured = captured(gateway, folder, sample);
            if (captured.byId().isEmpty()) {
                return say(new ReplayReport(), "", tolerance, limits);
            }
            String file = Upload.file(session, gateway, captured.file());
            try {
                ReplayJob job = new ReplayJob(session, gateway, model, options.window());
                ReplayJob.Answers answers = job.run(file, against, folder.path(), options.keep());
                Replay replay = new Replay(captured, tolerance);
                ReplayReport report = baseline == null
                        ? replay.againstCaptures(answers.job(), answers.rows(), others(captured, answers, job, file, folder))
                        : replay.againstBaseline(job.run(file, baseline, folder.path(), options.keep()).rows(), answers.rows());
                return say(report, answers.job().version(), tolerance, limits);
            } finally {
                if (!options.keep()) {
                    gateway.delete("/v1/files/" + ServiceCaller.segment(file));
                }
            }
        }
    }

    private CapturedRows captured(ServiceCaller gateway, PrivateFolder folder, double sample) {
        range.download(gateway, model, folder.file("captures.jsonl"));
        CapturedRows captured = CapturedRows.read(folder.file("captures.jsonl"), folder.file("rows.jsonl"), sample);
        if (captured.withoutInput() > 0) {
            session.terminal().note(Quantities.count(captured.withoutInput())
                    + " requests were captured without what was asked, so they cannot be run.");
        }
        return captured;
    }

    /** What the versions answer now whose captured requests have no answer, except for the one that is looked at. */
    private Map<String, RowAnswer> others(
            CapturedRows captured, ReplayJob.Answers looked, ReplayJob job, String file, PrivateFolder folder) {
        Map<String, RowAnswer> answers = new HashMap<>();
        List<String> versions = captured.byId().values().stream().filter(row -> row.answer().isEmpty()).map(CapturedRow::version)
                .filter(version -> !version.equals(looked.job().version())).distinct().toList();
        for (String version : versions) {
            Map<String, RowAnswer> now = job.run(file, version, folder.path(), options.keep()).rows();
            captured.byId().forEach((id, row) -> {
                if (row.version().equals(version) && now.containsKey(id)) {
                    answers.put(id, now.get(id));
                }
            });
        }
        return answers;
    }

    /** The exit code. */
    private int say(ReplayReport report, String version, Tolerance tolerance, ReplayLimits limits) {
        Optional<String> violation = limits.violation(report);
        ObjectNode json = report.json().put("model", model).put("against", version.isEmpty() ? against : version)
                .put("tolerance", tolerance.value()).put("within_limits", violation.isEmpty());
        if (!session.printed(json)) {
            session.terminal().line(Quantities.count(report.compared()) + " requests of " + model + " run again on "
                    + (version.isEmpty() ? against : version) + (report.skipped() > 0
                            ? ", " + Quantities.count(report.skipped()) + " more with nothing to compare." : "."));
            session.terminal().lines(ReportText.lines(report, tolerance));
        }
        if (violation.isPresent()) {
            throw new CommandFailure(ExitCode.FAILED, violation.get());
        }
        return ExitCode.OK.number();
    }
}
