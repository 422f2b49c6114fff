package io.outrigger.perf.jobs;

import io.outrigger.client.GrpcClient;
import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.Picture;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Samples;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import io.outrigger.proto.jobs.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Rows of one large job, beside what the model server gives alone to callers that send full batches of raw tensors: with whoever sends
 * them on the same machine, no more can be had of the model.
 */
public final class BulkRows implements Study {

    /** Enough to keep the model server at work. */
    private static final int LIMIT_CALLERS = 4;

    @Override
    public String help() {
        return """
                bulk: rows a second of one job, as a share of what the model server alone gives for full batches.

                  --platform FILES  several with commas between: in turn       .outrigger/platform.env
                  --picture FILE    each row                                   models/sample-classifier/pictures/7-1.png
                  --model NAME                                                 sample-classifier
                  --version V       of the model server's, for the limit       v2
                  --rows-as LIST    tensor, picture                            tensor,picture
                  --rows N          of a job                                   20000
                  --batch N         rows of a call to the model server alone   64
                  --slice SECONDS   of the model server alone                  3
                  --rounds N                                                   3
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("platform", ".outrigger/platform.env", "picture", "models/sample-classifier/pictures/7-1.png", "model",
                "sample-classifier", "version", "v2", "rows-as", "tensor,picture", "rows", "20000", "batch", "64", "slice", "3", "rounds",
                "3");
    }

    /** What was seen of one platform with rows of one form. */
    private record Seen(JobsCaller caller, RowForm form, String file, Samples limit, Samples rate, Samples whole, Samples share) {

        Seen(JobsCaller caller, RowForm form, String file) {
            this(caller, form, file, new Samples(), new Samples(), new Samples(), new Samples());
        }
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        List<JobsCaller> callers = JobsCaller.open(options.platforms());
        try {
            List<Seen> all = new ArrayList<>();
            for (String form : options.list("rows-as")) {
                for (JobsCaller caller : callers) {
                    progress.accept("warming up " + caller.name() + " with rows as " + form);
                    all.add(new Seen(caller, RowForm.ofName(form), uploaded(caller, RowForm.ofName(form), options)));
                    measure(new Seen(caller, all.getLast().form(), all.getLast().file()), options);
                }
            }
            for (int round = 1; round <= options.count("rounds"); round++) {
                progress.accept("round " + round + " of " + options.count("rounds"));
                for (Seen seen : all) {
                    measure(seen, options);
                }
            }
            return Findings.of(report(options, all));
        } finally {
            callers.forEach(JobsCaller::close);
        }
    }

    private static String uploaded(JobsCaller caller, RowForm form, StudyOptions options) throws IOException {
        Path file = Files.createTempFile("rows", ".jsonl");
        try {
            form.write(file, options.picture(), options.count("rows"));
            return caller.upload(file);
        } finally {
            Files.delete(file);
        }
    }

    private static void measure(Seen seen, StudyOptions options) throws IOException, InterruptedException {
        double limit = limit(seen.caller(), options);
        Job job = seen.caller().ended(seen.caller().submitFile(options.text("model"), seen.file()).getId());
        if (job.getRequestCounts().getCompleted() != options.count("rows")) {
            throw new IOException("Not every row was answered: " + job);
        }
        double end = Samples.seconds(job.getCompletedAt());
        double rate = options.count("rows") / (end - Samples.seconds(job.getInProgressAt()));
        seen.limit().add(limit);
        seen.rate().add(rate);
        seen.whole().add(options.count("rows") / (end - Samples.seconds(job.getCreatedAt())));
        seen.share().add(rate / limit);
    }

    private static double limit(JobsCaller caller, StudyOptions options) throws IOException, InterruptedException {
        Picture picture = options.picture();
        GrpcClient server = GrpcClient.open(caller.platform().value("MODEL_SERVER_GRPC"), "");
        try (GrpcTarget target = GrpcTarget.open("direct", server, options.text("model"), options.text("version"), picture,
                options.count("batch"))) {
            Tally tally = new Tally();
            new ClosedLoop(LIMIT_CALLERS).drive(target, options.seconds("slice"), tally);
            if (tally.failures() > 0) {
                throw new IOException("The model server refused: " + tally.firstFailure());
            }
            return tally.answersPerSecond() * options.count("batch");
        }
    }

    private static String report(StudyOptions options, List<Seen> all) {
        var report = new StringBuilder("""
                %s, jobs of %s rows; medians of %s rounds (least–most).

                | Platform | Rows as | Model server alone, rows/s | Job, rows/s | with counting, rows/s | Job ÷ model server |
                |---|---|---:|---:|---:|---|
                """.formatted(options.text("model"), options.text("rows"), options.text("rounds")));
        for (Seen seen : all) {
            report.append(String.format(Locale.ROOT, "| %s | %s | %.0f | %.0f | %.0f | %.2f (%.2f–%.2f) |%n", seen.caller().name(),
                    seen.form().word(), seen.limit().median(), seen.rate().median(), seen.whole().median(), seen.share().median(),
                    seen.share().least(), seen.share().most()));
        }
        return report.toString();
    }
}
