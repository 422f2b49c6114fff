package io.outrigger.batchworker.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts rows and their calls; every meter is looked up once. */
final class RunMetrics {

    private static final double[] ROWS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

    private final Counter completed;
    private final Counter failed;
    private final Counter answeredCalls;
    private final Counter failedCalls;
    private final Counter callsMadeAgain;
    private final DistributionSummary callRows;

    RunMetrics(MeterRegistry meters) {
        this.completed = rows(meters, "completed");
        this.failed = rows(meters, "failed");
        this.answeredCalls = calls(meters, "answered");
        this.failedCalls = calls(meters, "failed");
        this.callsMadeAgain = Counter.builder("job_calls_split")
                .description("Calls that failed and were made again row by row").register(meters);
        this.callRows = DistributionSummary.builder("job_call_rows").description("Rows of one call of a job")
                .serviceLevelObjectives(ROWS).register(meters);
    }

    private static Counter rows(MeterRegistry meters, String outcome) {
        return Counter.builder("job_rows").description("Rows of jobs that have their line, by what it says")
                .tag("outcome", outcome).register(meters);
    }

    private static Counter calls(MeterRegistry meters, String outcome) {
        return Counter.builder("job_calls").description("Calls of the model-router for rows of jobs, by how they ended")
                .tag("outcome", outcome).register(meters);
    }

    void called(int rows) {
        callRows.record(rows);
    }

    void answered() {
        answeredCalls.increment();
    }

    void failed() {
        failedCalls.increment();
    }

    void split() {
        callsMadeAgain.increment();
    }

    void ended(ChunkOutput output) {
        completed.increment(output.completed());
        failed.increment(output.failed());
    }
}
