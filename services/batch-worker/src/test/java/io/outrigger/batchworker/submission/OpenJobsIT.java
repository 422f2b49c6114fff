package io.outrigger.batchworker.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.batchworker.store.JobStore;
import io.outrigger.batchworker.testing.JobCalls;
import io.outrigger.batchworker.testing.SampleRows;
import io.outrigger.batchworker.testing.WorkerExtension;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.testing.Behaviour;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tenant has so many jobs at a time and no more, whatever others have. */
class OpenJobsIT {

    private static final int MAX = 5;

    @RegisterExtension
    static final WorkerExtension WORKER = new WorkerExtension();

    private Instant now = Instant.EPOCH;
    private final OpenJobs open = new OpenJobs(WORKER.database(), new JobStore(), MAX, (InstantSource) () -> now);

    @Test
    void whoHasAsManyAsMayBeWaitsForOneToEnd() {
        WORKER.router().behave(Behaviour.silence());
        try (JobCalls many = WORKER.of("many")) {
            Job first = many.submit(SampleRows.lines(1));
            for (int i = 2; i < MAX; i++) {
                many.submit(SampleRows.lines(1));
            }
            open.take("many");
            assertThatThrownBy(() -> open.take("many")).isInstanceOfSatisfying(ServiceException.class,
                    refused -> assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED))
                    .hasMessageContaining("has 5 jobs that have not ended");
            open.take("another");

            now = now.plus(Duration.ofMinutes(1));
            many.submit(SampleRows.lines(1));
            assertThatThrownBy(() -> open.take("many")).isInstanceOf(ServiceException.class);
            many.cancel(first);
            many.ended(first);
            now = now.plus(Duration.ofMinutes(1));
            open.take("many");
        }
    }
}
