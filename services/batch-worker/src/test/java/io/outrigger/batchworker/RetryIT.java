package io.outrigger.batchworker;

import static io.outrigger.batchworker.testing.JobCalls.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.testing.JobCalls;
import io.outrigger.batchworker.testing.SampleRows;
import io.outrigger.batchworker.testing.WorkerExtension;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.jobs.v1.AllowedModels;
import io.outrigger.proto.jobs.v1.DeleteJobRequest;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.proto.jobs.v1.RetryJobRequest;
import io.outrigger.testing.Behaviour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What comes behind the end of a job: its failed rows once more, and its removal. */
class RetryIT {

    private static final String LINES = SampleRows.lines(50) + SampleRows.line(51, SampleRows.POISON) + "no json\n"
            + SampleRows.line(7, 1) + SampleRows.lines(60).lines().skip(53).map(line -> line + "\n")
                    .reduce("", String::concat) + SampleRows.line(61, SampleRows.POISON);

    @RegisterExtension
    static final WorkerExtension WORKER = new WorkerExtension();

    private JobCalls calls;

    @BeforeEach
    void connect() {
        calls = WORKER.of("retriers");
    }

    @AfterEach
    void disconnect() {
        calls.close();
    }

    @Test
    void onlyTheFailedRowsAreRunAgain() {
        Job parent = failing();
        WORKER.router().behave(Behaviour.echo());

        Job child = calls.ended(retry(parent));

        assertThat(child.getParentId()).isEqualTo(parent.getId());
        assertThat(child).extracting(Job::getModel, Job::getVersion, Job::getDigest)
                .containsExactly(parent.getModel(), parent.getVersion(), parent.getDigest());
        assertThat(SampleRows.customIds(calls.results(child))).containsExactly("row-51", "row-61");
        assertThat(SampleRows.summary(calls.errors(child))).singleElement().satisfies(line -> assertThat(line).endsWith("invalid_json"));
        assertThat(calls.find(parent.getId())).isEqualTo(parent);
    }

    /** Each round writes the failed rows anew, and depends on none but the one before. */
    @Test
    void aJobThatIsCancelledAndRetriedAgainAndAgainKeepsItsRows() {
        WORKER.router().behave(Behaviour.silence());
        Job job = calls.submit(SampleRows.lines(40));
        for (int round = 0; round < 20; round++) {
            calls.cancel(job);
            Job ended = calls.ended(job);
            assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
            assertThat(ended.getRequestCounts().getFailed()).as("round %d", round).isEqualTo(40);
            job = retry(ended);
        }
        WORKER.router().behave(Behaviour.echo());

        Job last = calls.ended(job);

        assertThat(last.getRequestCounts().getCompleted()).isEqualTo(40);
        assertThat(SampleRows.customIds(calls.results(last))).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void oneKeyIsOneRetry() {
        Job parent = failing();
        RetryJobRequest request = RetryJobRequest.newBuilder().setId(parent.getId()).setIdempotencyKey("again").build();

        Job first = calls.stub().retryJob(request).getJob();
        Job second = calls.stub().retryJob(request).getJob();

        assertThat(second.getId()).isEqualTo(first.getId());
        Job other = failing();
        assertThat(failure(() -> calls.stub().retryJob(request.toBuilder().setId(other.getId()).build())))
                .isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED);
        calls.ended(first);
    }

    @Test
    void whatCannotBeRetriedIsSaid() {
        Job good = calls.ended(calls.submit(SampleRows.lines(2)));
        assertThat(failure(() -> retry(good))).isEqualTo(ErrorCode.NO_ROWS);
        WORKER.router().behave(Behaviour.silence());
        Job open = calls.submit(SampleRows.lines(2));
        assertThat(failure(() -> retry(open))).isEqualTo(ErrorCode.JOB_NOT_ENDED);
        assertThat(failure(() -> calls.stub().retryJob(RetryJobRequest.newBuilder().setId("batch_" + "0".repeat(32)).build())))
                .isEqualTo(ErrorCode.JOB_NOT_FOUND);
        calls.cancel(open);
        Job cancelled = calls.ended(open);
        assertThat(failure(() -> calls.stub().retryJob(RetryJobRequest.newBuilder().setId(cancelled.getId())
                .setAllowedModels(AllowedModels.newBuilder().addNames("couples")).build()))).isEqualTo(ErrorCode.FORBIDDEN);
        WORKER.router().behave(Behaviour.echo());
        assertThat(SampleRows.customIds(calls.results(calls.ended(retry(cancelled))))).containsExactly("row-1", "row-2");
    }

    @Test
    void aDeletedJobIsGone() {
        Job job = calls.ended(calls.submit(SampleRows.lines(3)));

        delete(job);

        assertThat(failure(() -> calls.find(job.getId()))).isEqualTo(ErrorCode.JOB_NOT_FOUND);
        assertThat(failure(() -> calls.results(job))).isEqualTo(ErrorCode.JOB_NOT_FOUND);
        assertThat(failure(() -> calls.file(job.getOutputFileId(), 0, 0))).isEqualTo(ErrorCode.FILE_NOT_FOUND);
        assertThat(failure(() -> retry(job))).isEqualTo(ErrorCode.JOB_NOT_FOUND);
        assertThat(failure(() -> delete(job))).isEqualTo(ErrorCode.JOB_NOT_FOUND);
    }

    @Test
    void aJobAtWorkIsNotDeleted() {
        WORKER.router().behave(Behaviour.silence());
        Job job = calls.submit(SampleRows.lines(3));

        assertThat(failure(() -> delete(job))).isEqualTo(ErrorCode.JOB_NOT_ENDED);

        calls.cancel(job);
        assertThat(calls.ended(job).getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
    }

    /** A job with two poisoned rows, one that is no JSON, and a duplicate. */
    private Job failing() {
        WORKER.router().behave(SampleRows.failingForPoison());
        Job ended = calls.ended(calls.submit(LINES));
        assertThat(ended.getRequestCounts().getFailed()).isEqualTo(4);
        return ended;
    }

    private Job retry(Job parent) {
        return calls.stub().retryJob(RetryJobRequest.newBuilder().setId(parent.getId()).build()).getJob();
    }

    private void delete(Job job) {
        calls.stub().deleteJob(DeleteJobRequest.newBuilder().setId(job.getId()).build());
    }
}
