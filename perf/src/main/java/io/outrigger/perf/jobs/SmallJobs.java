package io.outrigger.perf.jobs;

import io.outrigger.perf.load.Tally;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Samples;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import io.outrigger.proto.jobs.v1.Job;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Jobs of one row. Callers submit as fast as they are answered for a while; then the platform is left alone until all have ended. The
 * platform's own times, read behind that, say how long each took, so that nothing watches while it is measured.
 */
public final class SmallJobs implements Study {

    @Override
    public String help() {
        return """
                small-jobs: jobs of one row, submitted by callers that each submit again when they are answered, and then lone ones.

                  --platform FILES  several with commas between: in turn       .outrigger/platform.env
                  --picture FILE    the row                                    models/sample-classifier/pictures/7-1.png
                  --model NAME                                                 sample-classifier
                  --callers N       that submit                                16
                  --slice SECONDS   of submitting, of one platform             5
                  --rounds N                                                   4
                  --lone N          jobs a round, each submitted when the one before has ended
                                                                               20
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("platform", ".outrigger/platform.env", "picture", "models/sample-classifier/pictures/7-1.png", "model",
                "sample-classifier", "callers", "16", "slice", "5", "rounds", "4", "lone", "20");
    }

    /** What was seen of one platform. */
    private record Seen(JobsCaller caller, Tally accepted, Samples completed, Samples latencies_ms, Samples lone_ms) {

        Seen(JobsCaller caller) {
            this(caller, new Tally(), new Samples(), new Samples(), new Samples());
        }
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        byte[] line = RowForm.PICTURE.line(options.picture());
        List<JobsCaller> callers = JobsCaller.open(options.platforms());
        try {
            List<Seen> platforms = callers.stream().map(Seen::new).toList();
            for (JobsCaller caller : callers) {
                progress.accept("warming up " + caller.name());
                slice(new Seen(caller), options, line);
            }
            for (int round = 1; round <= options.count("rounds"); round++) {
                progress.accept("round " + round + " of " + options.count("rounds"));
                for (Seen seen : platforms) {
                    slice(seen, options, line);
                }
            }
            return Findings.of(report(options, platforms));
        } finally {
            callers.forEach(JobsCaller::close);
        }
    }

    private static void slice(Seen seen, StudyOptions options, byte[] line) throws InterruptedException {
        String model = options.text("model");
        long before = seen.accepted().answers();
        submit(seen, model, line, options.count("callers"), options.seconds("slice"));
        seen.caller().drained();
        List<Job> jobs = seen.caller().newest((int) (seen.accepted().answers() - before));
        double first = jobs.stream().mapToDouble(job -> Samples.seconds(job.getCreatedAt())).min().orElse(0);
        double last = jobs.stream().mapToDouble(job -> Samples.seconds(job.getCompletedAt())).max().orElse(0);
        seen.completed().add(jobs.size() / Math.max(1e-3, last - first));
        jobs.forEach(job -> seen.latencies_ms().add(1_000 * took(job)));
        for (int i = 0; i < options.count("lone"); i++) {
            String id = seen.caller().submit(model, line).getId();
            seen.lone_ms().add(1_000 * took(seen.caller().ended(id)));
        }
    }

    private static double took(Job job) {
        return Samples.seconds(job.getCompletedAt()) - Samples.seconds(job.getCreatedAt());
    }

    private static void submit(Seen seen, String model, byte[] line, int callers, Duration slice) throws InterruptedException {
        long start = System.nanoTime();
        var running = new CountDownLatch(callers);
        for (int i = 0; i < callers; i++) {
            Thread.ofVirtual().start(() -> {
                while (System.nanoTime() - start < slice.toNanos()) {
                    long asked = System.nanoTime();
                    try {
                        seen.caller().submit(model, line);
                        seen.accepted().answered(System.nanoTime() - asked);
                    } catch (RuntimeException failure) {
                        seen.accepted().failed(failure);
                    }
                }
                running.countDown();
            });
        }
        running.await();
        seen.accepted().elapsed(System.nanoTime() - start);
    }

    private static String report(StudyOptions options, List<Seen> platforms) {
        var report = new StringBuilder("""
                Jobs of one row, %s callers that submit.

                | Platform | Accepted/s | accept p50, p99 ms | Completed/s, median (least–most) | to the end p50, p99 ms \
                | lone p50, p99 ms | Failed |
                |---|---:|---|---:|---|---|---:|
                """.formatted(options.text("callers")));
        List<String> failures = new ArrayList<>();
        for (Seen seen : platforms) {
            report.append(String.format(Locale.ROOT, "| %s | %.0f | %.1f, %.1f | %.0f (%.0f–%.0f) | %.0f, %.0f | %.0f, %.0f | %d |%n",
                    seen.caller().name(), seen.accepted().answersPerSecond(), seen.accepted().latency_ms(50),
                    seen.accepted().latency_ms(99), seen.completed().median(), seen.completed().least(), seen.completed().most(),
                    seen.latencies_ms().median(), seen.latencies_ms().quantile(0.99), seen.lone_ms().median(),
                    seen.lone_ms().quantile(0.99), seen.accepted().failures()));
            failures.add(seen.accepted().firstFailure());
        }
        failures.stream().filter(failure -> !failure.isEmpty()).forEach(failure -> report.append("\nIt failed first with: ")
                .append(failure).append('\n'));
        return report.toString();
    }
}
