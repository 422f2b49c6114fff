package io.outrigger.perf.jobs;

import io.outrigger.perf.process.WatchedProcess;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Samples;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import io.outrigger.proto.jobs.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** The memory of the process that has the worker, from time to time while one very large job runs: a table and a plot. */
public final class FlatMemory implements Study {

    @Override
    public String help() {
        return """
                memory: heap and resident size of a worker's process over one large job, as a table and a plot. What the heap holds is
                looked at behind a collection, which the process is told to do, so that it is what is held and no garbage.

                  --platform FILE                                              .outrigger/platform.env
                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --process PID     0: the one platform that runs here         0
                  --model NAME                                                 smallest (write-models writes it)
                  --rows-as FORM    tiny, picture or tensor                    tiny
                  --rows N                                                     1000000
                  --every SECONDS                                              5
                  --csv FILE                                                   memory.csv
                  --svg FILE                                                   memory.svg
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("platform", ".outrigger/platform.env", "picture", "models/sample-classifier/pictures/7-1.png", "process", "0",
                "model", "smallest", "rows-as", "tiny", "rows", "1000000", "every", "5", "csv", "memory.csv", "svg", "memory.svg");
    }

    /** A moment of the job. */
    record Moment(double seconds, long rows, double heapMib, double residentMib) {
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        Duration every = options.seconds("every");
        JobsCaller caller = JobsCaller.open(options.platforms()).getFirst();
        try (caller; WatchedProcess process = WatchedProcess.attach(options.count("process"))) {
            progress.accept("writing and uploading " + options.text("rows") + " rows");
            Path file = Files.createTempFile("rows", ".jsonl");
            RowForm.ofName(options.text("rows-as")).write(file, options.picture(), options.count("rows"));
            String rows = caller.upload(file);
            Files.delete(file);
            List<Moment> moments = new ArrayList<>();
            long start = System.nanoTime();
            moments.add(moment(start, 0, process));
            String id = caller.submitFile(options.text("model"), rows).getId();
            Job job;
            do {
                Thread.sleep(every);
                job = caller.job(id);
                moments.add(moment(start, job.getRequestCounts().getCompleted() + job.getRequestCounts().getFailed(), process));
                progress.accept(line(moments.getLast()));
            } while (!job.hasCompletedAt() && !job.hasFailedAt());
            MemoryPlot.write(Path.of(options.text("svg")), moments);
            Files.writeString(Path.of(options.text("csv")), csv(moments));
            return Findings.of(report(moments, job));
        }
    }

    private static Moment moment(long start, long rows, WatchedProcess process) throws IOException {
        double heap = process.heapBehindCollectionMib();
        return new Moment((System.nanoTime() - start) / 1e9, rows, heap, process.residentMib());
    }

    private static String line(Moment moment) {
        return String.format(Locale.ROOT, "%.1f,%d,%.1f,%.1f", moment.seconds(), moment.rows(), moment.heapMib(), moment.residentMib());
    }

    private static String csv(List<Moment> moments) {
        var csv = new StringBuilder("seconds,rows,heap_mib,resident_mib\n");
        moments.forEach(moment -> csv.append(line(moment)).append('\n'));
        return csv.toString();
    }

    private static String report(List<Moment> moments, Job job) {
        var report = new StringBuilder("""
                %s, %d rows answered and %d failed in %.0f s.

                | Rows | Heap held MiB, median (most) | Resident MiB, median (most) |
                |---|---|---|
                """.formatted(job.getState(), job.getRequestCounts().getCompleted(), job.getRequestCounts().getFailed(),
                moments.getLast().seconds()));
        long total = Math.max(1, job.getRequestCounts().getTotal());
        for (int quarter = 0; quarter < 4; quarter++) {
            var heap = new Samples();
            var resident = new Samples();
            for (Moment moment : moments) {
                if (Math.min(3, moment.rows() * 4 / total) == quarter) {
                    heap.add(moment.heapMib());
                    resident.add(moment.residentMib());
                }
            }
            report.append(String.format(Locale.ROOT, "| quarter %d | %.0f (%.0f) | %.0f (%.0f) |%n", quarter + 1, heap.median(),
                    heap.most(), resident.median(), resident.most()));
        }
        return report.toString();
    }
}
