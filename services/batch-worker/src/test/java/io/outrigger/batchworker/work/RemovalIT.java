package io.outrigger.batchworker.work;

import static io.outrigger.batchworker.testing.JobCalls.failure;
import static io.outrigger.batchworker.testing.JobCalls.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.objects.ObjectPage;
import io.outrigger.batchworker.store.FileStore;
import io.outrigger.batchworker.store.JobSweep;
import io.outrigger.batchworker.testing.JobCalls;
import io.outrigger.batchworker.testing.SampleRows;
import io.outrigger.batchworker.testing.WorkerExtension;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.jobs.v1.DeleteJobRequest;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.UploadFileRequest;
import io.outrigger.testing.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What time takes away, on a clock that tests move: ended jobs, files, and objects that belong to nothing. */
class RemovalIT {

    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final WorkerExtension WORKER = new WorkerExtension();

    private JobCalls calls;

    @BeforeEach
    void connect() {
        calls = WORKER.of("removed");
    }

    @AfterEach
    void disconnect() {
        calls.close();
    }

    @Test
    void anEndedJobGoesWithEverythingWhenItsTimeIsOver() {
        Job brief = calls.ended(calls.submit(keptFor(2)));
        Job long1 = calls.ended(calls.submit(keptFor(5)));
        assertThat(keys("jobs/" + brief.getId())).as("input and chunks in S3").hasSizeGreaterThan(5);

        awaitRemoval(brief, HOUR.multipliedBy(3));

        assertThat(keys("jobs/" + brief.getId())).isEmpty();
        assertThat(rowsLeft(brief)).isZero();
        assertThat(SampleRows.customIds(calls.results(long1))).hasSize(300);
        assertThat(rowsLeft(long1)).isPositive();
    }

    @Test
    void aDeletedJobLeavesNothing() {
        Job job = calls.ended(calls.submit(keptFor(2)));
        calls.stub().deleteJob(DeleteJobRequest.newBuilder().setId(job.getId()).build());

        removal(Duration.ZERO).removeExpired();

        assertThat(keys("jobs/" + job.getId())).isEmpty();
        assertThat(rowsLeft(job)).isZero();
    }

    @Test
    void itsIdempotencyKeyIsFreeAgain() {
        Job first = calls.ended(calls.submit(rows(SampleRows.lines(1)).setIdempotencyKey("kept")
                .setOutputExpiresAfter(seconds(3_600))));

        awaitRemoval(first, HOUR.multipliedBy(2));

        Job second = calls.ended(calls.submit(rows(SampleRows.lines(2)).setIdempotencyKey("kept")));
        assertThat(second.getId()).isNotEqualTo(first.getId());
    }

    @Test
    void aFileGoesWhenItsTimeIsOver() {
        File brief = calls.upload(UploadFileRequest.newBuilder().setHead(UploadFileRequest.Head.newBuilder().setPurpose("batch")
                .setExpiresAfter(seconds(3_600))).build());
        File kept = calls.upload("kept", "x");

        removal(HOUR.multipliedBy(2)).removeExpired();

        assertThat(failure(() -> calls.file(brief.getId(), 0, 0))).isEqualTo(ErrorCode.FILE_NOT_FOUND);
        assertThat(keys("files/" + brief.getId())).isEmpty();
        assertThat(calls.file(kept.getId(), 0, 0).bytes()).hasSize(1);
    }

    @Test
    void objectsThatBelongToNothingGoWhenTheyAreOld() {
        File file = calls.upload("kept", "x");
        Job job = calls.ended(calls.submit(SampleRows.lines(100)));
        List<String> own = keys("jobs/" + job.getId());
        String lostFile = ObjectKeys.file("file-" + "0".repeat(32));
        String lostChunk = "jobs/batch_" + "0".repeat(32) + "/chunks/0/1/results.jsonl";
        WORKER.objects().put(lostFile, new byte[1]);
        WORKER.objects().put(lostChunk, new byte[1]);

        removal(HOUR).removeOrphans();
        assertThat(keys(lostFile)).as("may still be noted").hasSize(1);

        assertThat(removal(HOUR.multipliedBy(25)).removeOrphans()).isGreaterThanOrEqualTo(2);
        assertThat(keys(lostFile)).isEmpty();
        assertThat(keys(lostChunk)).isEmpty();
        assertThat(own).isNotEmpty().isEqualTo(keys("jobs/" + job.getId()));
        assertThat(keys("files/" + file.getId())).hasSize(1);
    }

    /** A job whose row somebody has at the moment is passed over, and found the next time. */
    private void awaitRemoval(Job job, Duration later) {
        Eventually.passes(() -> {
            removal(later).removeExpired();
            assertThat(failure(() -> calls.find(job.getId()))).isEqualTo(ErrorCode.JOB_NOT_FOUND);
        });
    }

    /** As it would be some time from now. */
    private static Removal removal(Duration later) {
        return new Removal(WORKER.database(), new JobSweep(), new FileStore(), WORKER.objects(), () -> Instant.now().plus(later));
    }

    private static List<String> keys(String prefix) {
        return WORKER.objects().list(prefix, "").entries().stream().map(ObjectPage.Entry::key).toList();
    }

    private static int rowsLeft(Job job) {
        return WORKER.database().readEach(handle -> handle.createQuery("""
                        WITH job AS (SELECT CAST(:id AS uuid) AS id)
                        SELECT (SELECT count(*) FROM jobs JOIN job USING (id))
                             + (SELECT count(*) FROM chunks JOIN job ON job_id = job.id)
                             + (SELECT count(*) FROM chunk_outputs JOIN job ON job_id = job.id)""")
                .bind("id", job.getId().substring("batch_".length())).mapTo(Integer.class).one());
    }

    private static SubmitJobRequest.Builder keptFor(int hours) {
        return rows(SampleRows.lines(300)).setOutputExpiresAfter(seconds(hours * 3_600L));
    }

    private static com.google.protobuf.Duration seconds(long seconds) {
        return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build();
    }
}
