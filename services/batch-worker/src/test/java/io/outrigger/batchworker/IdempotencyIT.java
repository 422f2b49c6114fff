package io.outrigger.batchworker;

import static io.outrigger.batchworker.testing.JobCalls.failure;
import static io.outrigger.batchworker.testing.JobCalls.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.testing.JobCalls;
import io.outrigger.batchworker.testing.SampleRows;
import io.outrigger.batchworker.testing.WorkerExtension;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.proto.jobs.v1.ListFilesRequest;
import io.outrigger.proto.jobs.v1.ListJobsRequest;
import io.outrigger.proto.jobs.v1.ListJobsResponse;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.SubmitJobResponse;
import io.outrigger.testing.AtOnce;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One key is one job, and one tenant's jobs are nobody else's. */
class IdempotencyIT {

    private static final int CALLERS = 100;

    @RegisterExtension
    static final WorkerExtension WORKER = new WorkerExtension();

    /** Few rows lie in the database, many in S3. */
    @ParameterizedTest
    @ValueSource(ints = {5, 250})
    void aHundredSubmitsWithOneKeyAreOneJob(int rows) throws Exception {
        String tenant = "hundred-" + rows;
        try (JobCalls calls = WORKER.of(tenant)) {
            SubmitJobRequest request = rows(SampleRows.lines(rows)).setIdempotencyKey("one")
                    .putAllMetadata(Map.of("a", "1", "b", "2")).build();
            Queue<SubmitJobResponse> answers = new ConcurrentLinkedQueue<>();
            List<Callable<Void>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(() -> {
                    answers.add(calls.stub().submitJob(request));
                    return null;
                });
            }

            AtOnce.run(callers);

            assertThat(answers).hasSize(CALLERS);
            assertThat(answers.stream().map(answer -> answer.getJob().getId()).distinct()).hasSize(1);
            assertThat(answers.stream().filter(SubmitJobResponse::getCreated)).hasSize(1);
            assertThat(calls.stub().listJobs(ListJobsRequest.getDefaultInstance()).getJobsList()).hasSize(1);
            Job ended = calls.ended(answers.peek().getJob());
            assertThat(ended.getRequestCounts().getCompleted()).isEqualTo(rows);
            assertThat(SampleRows.customIds(calls.results(ended))).doesNotHaveDuplicates().hasSize(rows);
        }
    }

    @Test
    void aKeyStandsForItsRequestOnly() {
        try (JobCalls calls = WORKER.of("key"); JobCalls others = WORKER.of("key-others")) {
            SubmitJobRequest.Builder request = rows(SampleRows.lines(2)).setIdempotencyKey("one");
            Job first = calls.submit(request);

            assertThat(calls.stub().submitJob(request.build())).satisfies(again -> {
                assertThat(again.getCreated()).isFalse();
                assertThat(again.getJob().getId()).isEqualTo(first.getId());
            });
            assertThat(failure(() -> calls.submit(rows(SampleRows.lines(3)).setIdempotencyKey("one"))))
                    .isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED);
            assertThat(failure(() -> calls.submit(request.clone().putMetadata("a", "b")))).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED);
            Job others1 = others.submit(rows(SampleRows.lines(3)).setIdempotencyKey("one"));
            assertThat(others1.getId()).isNotEqualTo(first.getId());
            calls.ended(first);
            others.ended(others1);
        }
    }

    @Test
    void aRefusedRequestUsesUpNoKey() {
        try (JobCalls calls = WORKER.of("refused")) {
            assertThat(failure(() -> calls.submit(rows("").setIdempotencyKey("one")))).isEqualTo(ErrorCode.NO_ROWS);

            assertThat(calls.ended(calls.submit(rows(SampleRows.lines(1)).setIdempotencyKey("one"))).getState())
                    .isEqualTo(JobState.JOB_STATE_COMPLETED);
        }
    }

    @Test
    void nobodySeesAnotherTenantsJobsAndFiles() {
        try (JobCalls mine = WORKER.of("mine"); JobCalls yours = WORKER.of("yours")) {
            File file = mine.upload("rows.jsonl", SampleRows.lines(2));
            Job job = mine.ended(mine.submit(SubmitJobRequest.newBuilder().setModel("pairs").setInputFileId(file.getId())));

            assertThat(failure(() -> yours.find(job.getId()))).isEqualTo(ErrorCode.JOB_NOT_FOUND);
            assertThat(failure(() -> yours.cancel(job))).isEqualTo(ErrorCode.JOB_NOT_FOUND);
            assertThat(failure(() -> yours.results(job))).isEqualTo(ErrorCode.JOB_NOT_FOUND);
            assertThat(failure(() -> yours.file(job.getOutputFileId(), 0, 0))).isEqualTo(ErrorCode.FILE_NOT_FOUND);
            assertThat(failure(() -> yours.file(file.getId(), 0, 0))).isEqualTo(ErrorCode.FILE_NOT_FOUND);
            assertThat(failure(() -> yours.submit(SubmitJobRequest.newBuilder().setModel("pairs").setInputFileId(file.getId()))))
                    .isEqualTo(ErrorCode.FILE_NOT_FOUND);
            assertThat(yours.stub().listJobs(ListJobsRequest.getDefaultInstance()).getJobsList()).isEmpty();
            assertThat(yours.stub().listFiles(ListFilesRequest.getDefaultInstance()).getFilesList()).isEmpty();
        }
    }

    @Test
    void withoutATenantThereAreNoJobs() {
        try (JobCalls nobody = WORKER.of("")) {
            assertThat(failure(() -> nobody.submit(SampleRows.lines(1)))).isEqualTo(ErrorCode.INVALID_HEADER);
        }
    }

    @Test
    void jobsAreListedInPagesAndByWhatTheyAre() {
        try (JobCalls calls = WORKER.of("lister")) {
            List<Job> jobs = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                jobs.add(calls.submit(rows(SampleRows.lines(1)).setModel(i < 2 ? "pairs" : "couples")));
            }
            jobs.forEach(calls::ended);
            List<String> newestFirst = jobs.stream().map(Job::getId).toList().reversed();

            ListJobsResponse first = calls.stub().listJobs(ListJobsRequest.newBuilder().setPageSize(3).build());
            ListJobsResponse second = calls.stub().listJobs(ListJobsRequest.newBuilder().setPageSize(3)
                    .setAfter(first.getJobs(2).getId()).build());

            assertThat(first.getHasMore()).isTrue();
            assertThat(second.getHasMore()).isFalse();
            assertThat(ids(first)).isEqualTo(newestFirst.subList(0, 3));
            assertThat(ids(second)).isEqualTo(newestFirst.subList(3, 5));
            assertThat(ids(calls.stub().listJobs(ListJobsRequest.newBuilder().setModel("pairs").build())))
                    .isEqualTo(newestFirst.subList(3, 5));
            assertThat(ids(calls.stub().listJobs(ListJobsRequest.newBuilder().addStates(JobState.JOB_STATE_COMPLETED).build()))).hasSize(5);
            assertThat(ids(calls.stub().listJobs(ListJobsRequest.newBuilder().addStates(JobState.JOB_STATE_FAILED).build()))).isEmpty();
            assertThat(failure(() -> calls.stub().listJobs(ListJobsRequest.newBuilder().setPageSize(101).build())))
                    .isEqualTo(ErrorCode.INVALID_FIELD);
        }
    }

    private static List<String> ids(ListJobsResponse page) {
        return page.getJobsList().stream().map(Job::getId).toList();
    }
}
