package io.outrigger.perf.jobs;

import io.outrigger.client.GrpcClient;
import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.Load;
import io.outrigger.perf.load.OpenLoop;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Samples;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Live requests through the whole chain with and without a job that runs, and the job with and without them. Platforms that differ in the
 * orchestrator's {@code BATCHING_JOB_PERCENT} show the ends of the trade in one run.
 *
 * <p>What live requests leave of the capacity is told by the share of their highest rate, measured in the same round, at which they come.
 */
public final class LiveBesideJob implements Study {

    private static final int CAPACITY_CALLERS = 64;

    @Override
    public String help() {
        return """
                trade: live requests (gRPC, through the chain) with and without a job that runs, and the job's rows with and without them.

                  --platform FILES  careful,greedy: one with BATCHING_JOB_PERCENT=0 and one with 50
                                                                               .outrigger/platform.env
                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --model NAME                                                 sample-classifier
                  --version V       for the live requests                      v2
                  --rate N          live requests a second                     100
                  --rows-as FORM    picture or tensor                          picture
                  --rows N          of the job, which is cancelled when its slice is over
                                                                               300000
                  --slice SECONDS                                              5
                  --rounds N                                                   3
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("platform", ".outrigger/platform.env", "picture", "models/sample-classifier/pictures/7-1.png", "model",
                "sample-classifier", "version", "v2", "rate", "100", "rows-as", "picture", "rows", "300000", "slice", "5", "rounds", "3");
    }

    /** What was seen of one platform. */
    private record Seen(JobsCaller caller, String file, Tally alone, Tally beside, Samples p99Ratios, Samples capacity, Samples jobAlone,
            Samples jobBeside, Samples ofLeftover) {
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        List<JobsCaller> callers = JobsCaller.open(options.platforms());
        Path file = Files.createTempFile("rows", ".jsonl");
        try {
            RowForm.ofName(options.text("rows-as")).write(file, options.picture(), options.count("rows"));
            List<Seen> all = new ArrayList<>();
            for (JobsCaller caller : callers) {
                progress.accept("warming up " + caller.name());
                all.add(seen(caller, caller.upload(file)));
                round(seen(caller, all.getLast().file()), options);
            }
            for (int round = 1; round <= options.count("rounds"); round++) {
                progress.accept("round " + round + " of " + options.count("rounds"));
                for (Seen seen : all) {
                    round(seen, options);
                }
            }
            return Findings.of(report(options, all));
        } finally {
            Files.delete(file);
            callers.forEach(JobsCaller::close);
        }
    }

    private static Seen seen(JobsCaller caller, String file) {
        return new Seen(caller, file, new Tally(), new Tally(), new Samples(), new Samples(), new Samples(), new Samples(), new Samples());
    }

    private static void round(Seen seen, StudyOptions options) throws IOException, InterruptedException {
        GrpcClient client = GrpcClient.open(seen.caller().platform().value("GATEWAY_GRPC"), seen.caller().platform().value("TOKEN"));
        try (GrpcTarget live = GrpcTarget.open("live", client, options.text("model"), options.text("version"), options.picture(), 1)) {
            var most = new Tally();
            new ClosedLoop(CAPACITY_CALLERS).drive(live, options.seconds("slice"), most);
            var without = new Tally();
            drive(live, options, without);
            String job = seen.caller().submitFile(options.text("model"), seen.file()).getId();
            awaitRows(seen.caller(), job);
            double rowsAlone = rowsPerSecond(seen.caller(), job, () -> Thread.sleep(options.seconds("slice")));
            var with = new Tally();
            double rowsBeside = rowsPerSecond(seen.caller(), job, () -> drive(live, options, with));
            seen.caller().cancel(job);
            seen.alone().add(without);
            seen.beside().add(with);
            seen.p99Ratios().add(with.latency_ms(99) / without.latency_ms(99));
            seen.capacity().add(most.answersPerSecond());
            seen.jobAlone().add(rowsAlone);
            seen.jobBeside().add(rowsBeside);
            double left = Math.max(0, 1 - options.count("rate") / most.answersPerSecond());
            seen.ofLeftover().add(rowsBeside / (rowsAlone * left));
        }
    }

    @FunctionalInterface
    private interface Slice {
        void run() throws InterruptedException;
    }

    private static void drive(GrpcTarget live, StudyOptions options, Tally tally) throws InterruptedException {
        Load load = new OpenLoop(options.count("rate"));
        load.drive(live, options.seconds("slice"), tally);
    }

    private static void awaitRows(JobsCaller caller, String job) throws InterruptedException {
        while (rows(caller, job) == 0) {
            Thread.sleep(50);
        }
    }

    private static double rowsPerSecond(JobsCaller caller, String job, Slice slice) throws InterruptedException {
        long before = rows(caller, job);
        long start = System.nanoTime();
        slice.run();
        return (rows(caller, job) - before) * 1e9 / (System.nanoTime() - start);
    }

    private static long rows(JobsCaller caller, String job) {
        return caller.job(job).getRequestCounts().getCompleted();
    }

    private static String report(StudyOptions options, List<Seen> all) {
        var report = new StringBuilder("""
                %s, %s live requests a second; medians of %s rounds (least–most). The job's rows are %ss.

                | Platform | Live at most/s | p99 ms alone | beside the job | beside ÷ alone | Job alone, rows/s | beside live \
                | of the leftover | Failed |
                |---|---:|---:|---:|---|---:|---:|---|---:|
                """.formatted(options.text("model"), options.text("rate"), options.text("rounds"), options.text("rows-as")));
        for (Seen seen : all) {
            report.append(String.format(Locale.ROOT,
                    "| %s | %.0f | %.1f | %.1f | %.2f (%.2f–%.2f) | %.0f | %.0f | %.2f (%.2f–%.2f) | %d |%n",
                    seen.caller().name(), seen.capacity().median(), seen.alone().latency_ms(99), seen.beside().latency_ms(99),
                    seen.p99Ratios().median(), seen.p99Ratios().least(), seen.p99Ratios().most(), seen.jobAlone().median(),
                    seen.jobBeside().median(), seen.ofLeftover().median(), seen.ofLeftover().least(), seen.ofLeftover().most(),
                    seen.alone().failures() + seen.beside().failures()));
        }
        return report.toString();
    }
}
