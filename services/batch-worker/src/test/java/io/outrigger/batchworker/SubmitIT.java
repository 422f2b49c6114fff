package io.outrigger.batchworker;

import static io.outrigger.batchworker.testing.JobCalls.failure;
import static io.outrigger.batchworker.testing.JobCalls.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.testing.JobCalls;
import io.outrigger.batchworker.testing.SampleRows;
import io.outrigger.batchworker.testing.WorkerExtension;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.jobs.v1.AllowedModels;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.proto.jobs.v1.Priority;
import io.outrigger.proto.jobs.v1.RequestCounts;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.SubmitJobResponse;
import io.outrigger.proto.jobs.v1.WatchJobRequest;
import io.outrigger.proto.jobs.v1.WatchJobResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs from wherever rows come from, to their end; and those that are refused. */
class SubmitIT {

    @RegisterExtension
    static final WorkerExtension WORKER = new WorkerExtension();

    private JobCalls calls;

    @BeforeEach
    void connect() {
        calls = WORKER.of("submitters");
    }

    @AfterEach
    void disconnect() {
        calls.close();
    }

    @Test
    void aFewRowsAreBegunAtOnceAndAnsweredOnceEach() {
        SubmitJobResponse taken = calls.stub().submitJob(rows(SampleRows.lines(70)).setVersion("old").setPriority(Priority.PRIORITY_HIGH)
                .setEndpoint("/v1/infer").putMetadata("team", "a").setConcurrency(3).setErrorBudget(50).build());

        assertThat(taken.getCreated()).isTrue();
        assertThat(taken.getJob().getState()).isEqualTo(JobState.JOB_STATE_IN_PROGRESS);
        assertThat(taken.getJob().getRequestCounts().getTotal()).isEqualTo(70);
        Job ended = calls.ended(taken.getJob());
        assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
        assertThat(ended.getRequestCounts()).isEqualTo(counts(70, 70, 0));
        assertThat(ended.getVersion()).isEqualTo("v1");
        assertThat(ended.getDigest()).isEqualTo("sha256:" + "a1".repeat(32));
        assertThat(ended).extracting(Job::getPriority, Job::getEndpoint, Job::getConcurrency, Job::getErrorBudget, Job::getMetadataMap)
                .containsExactly(Priority.PRIORITY_HIGH, "/v1/infer", 3, 50.0, Map.of("team", "a"));
        assertThat(ended.hasCompletedAt()).isTrue();
        assertThat(ended.hasSecondsLeft()).isFalse();
        assertThat(SampleRows.customIds(calls.results(ended))).containsExactlyInAnyOrderElementsOf(ids(70));
        assertThat(calls.errors(ended)).isEmpty();
        assertThat(WORKER.router().last().header("x-outrigger-priority")).isEqualTo("job");
        assertThat(WORKER.router().last().header("x-outrigger-tenant")).isEqualTo("submitters");
    }

    @Test
    void manyRowsOfARequestLieInAnObject() {
        Job job = calls.submit(SampleRows.lines(300));

        assertThat(WORKER.objects().size(WORKER.objects().own("jobs/" + job.getId() + "/input.jsonl"))).isPresent();
        Job ended = calls.ended(job);
        assertThat(ended.getRequestCounts()).isEqualTo(counts(300, 300, 0));
        assertThat(SampleRows.customIds(calls.results(ended))).containsExactlyInAnyOrderElementsOf(ids(300));
    }

    @Test
    void rowsComeFromAFile() {
        File file = calls.upload("rows.jsonl", SampleRows.lines(40));

        Job ended = calls.ended(calls.submit(SubmitJobRequest.newBuilder().setModel("pairs").setInputFileId(file.getId())));

        assertThat(ended.getInputFileId()).isEqualTo(file.getId());
        assertThat(ended.getRequestCounts()).isEqualTo(counts(40, 40, 0));
    }

    @Test
    void rowsComeFromAnObjectOfAnAllowedBucket() {
        WORKER.inputs().put("some/rows.jsonl", SampleRows.lines(40).getBytes(StandardCharsets.UTF_8));
        String address = "s3://" + WORKER.inputBucket() + "/some/rows.jsonl";

        Job ended = calls.ended(calls.submit(SubmitJobRequest.newBuilder().setModel("pairs").setInputUri(address)));

        assertThat(ended.getInputUri()).isEqualTo(address);
        assertThat(ended.getRequestCounts()).isEqualTo(counts(40, 40, 0));
    }

    @Test
    void rowsMaySayTheModel() {
        String lines = SampleRows.lineNaming(1, "couples", "v2") + SampleRows.lineNaming(2, "couples", "v2")
                + SampleRows.lineNaming(3, "pairs", "v2");

        Job ended = calls.ended(calls.submit(rows(lines).clearModel()));

        assertThat(ended).extracting(Job::getModel, Job::getVersion, Job::getState)
                .containsExactly("couples", "v2", JobState.JOB_STATE_COMPLETED);
        assertThat(SampleRows.summary(calls.results(ended))).containsExactly("1 row-1 200", "2 row-2 200");
        assertThat(SampleRows.summary(calls.errors(ended))).containsExactly("3 row-3 model_mismatch");
    }

    @Test
    void aFileWhoseRowsNameAnUnknownModelFailsAsAWhole() {
        File file = calls.upload("rows.jsonl", SampleRows.lineNaming(1, "nobody", "v1"));

        Job ended = calls.ended(calls.submit(SubmitJobRequest.newBuilder().setInputFileId(file.getId())));

        assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
        assertThat(ended.getErrorsList()).singleElement().satisfies(error -> assertThat(error.getCode()).isEqualTo("model_not_found"));
    }

    @Test
    void anEmptyFileFailsAsAWhole() {
        File file = calls.upload("rows.jsonl", "");

        Job ended = calls.ended(calls.submit(SubmitJobRequest.newBuilder().setModel("pairs").setInputFileId(file.getId())));

        assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
        assertThat(ended.getErrorsList()).singleElement().satisfies(error -> assertThat(error.getCode()).isEqualTo("no_rows"));
    }

    @Test
    void badRowsHaveTheirErrorsAndTheOthersAnswers() {
        WORKER.router().behave(SampleRows.failingForPoison());
        String lines = "\ufeff" + SampleRows.line(1, 0) + "\n" + SampleRows.line(3, SampleRows.POISON) + SampleRows.line(1, 1)
                + SampleRows.line(5, 2).replace("[1, 2]", "[1, 3]").replace("[5, 2.0]", "[5, 2, 2]") + SampleRows.line(6, 3).strip()
                + "\r\n" + SampleRows.line(7, 4).strip();

        Job ended = calls.ended(calls.submit(lines));

        assertThat(ended.getRequestCounts()).isEqualTo(counts(7, 3, 4));
        assertThat(SampleRows.summary(calls.results(ended))).containsExactly("1 row-1 200", "6 row-6 200", "7 row-7 200");
        assertThat(SampleRows.summary(calls.errors(ended))).containsExactly(
                "2 null invalid_json", "3 row-3 backend_failed", "4 null duplicate_custom_id", "5 row-5 shape_mismatch");
    }

    @Test
    void aWatcherSeesTheJobUntilItsEnd() {
        Job job = calls.submit(SampleRows.lines(100));

        List<Job> seen = JobCalls.all(calls.stub().watchJob(WatchJobRequest.newBuilder().setId(job.getId()).build()))
                .map(WatchJobResponse::getJob).toList();

        assertThat(seen.getLast().getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
        assertThat(seen.getLast().getRequestCounts()).isEqualTo(counts(100, 100, 0));
        assertThat(seen.stream().limit(seen.size() - 1)).noneMatch(JobCalls::hasEnded);
    }

    @ParameterizedTest
    @CsvSource({
        "file:///etc/passwd, INPUT_NOT_ALLOWED", "http://127.0.0.1/rows, INPUT_NOT_ALLOWED", "s3://somebody-elses/rows, INPUT_NOT_ALLOWED",
        "s3://, INPUT_NOT_ALLOWED", "rows.jsonl, INPUT_NOT_ALLOWED"
    })
    void rowsAreReadFromNowhereElse(String uri, ErrorCode code) {
        assertThat(failure(() -> calls.submit(SubmitJobRequest.newBuilder().setModel("pairs").setInputUri(uri)))).isEqualTo(code);
    }

    @Test
    void whatIsNotThereIsSaidAtOnce() {
        assertThat(failure(() -> calls.submit(rows(SampleRows.lines(1)).setModel("nobody")))).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(failure(() -> calls.submit(rows(SampleRows.lines(1)).setVersion("v9")))).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
        assertThat(failure(() -> calls.submit(rows("")))).isEqualTo(ErrorCode.NO_ROWS);
        assertThat(failure(() -> calls.submit(SubmitJobRequest.newBuilder().setModel("pairs")))).isEqualTo(ErrorCode.MISSING_FIELD);
        assertThat(failure(() -> calls.submit(SubmitJobRequest.newBuilder().setModel("pairs").setInputFileId("file-1"))))
                .isEqualTo(ErrorCode.FILE_NOT_FOUND);
        assertThat(failure(() -> calls.submit(SubmitJobRequest.newBuilder().setModel("pairs")
                .setInputUri("s3://" + WORKER.inputBucket() + "/missing")))).isEqualTo(ErrorCode.FILE_NOT_FOUND);
        assertThat(failure(() -> calls.submit(rows(SampleRows.lines(1)).setAllowedModels(AllowedModels.newBuilder().addNames("couples")))))
                .isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void rowsNameNoModelThatTheirTokenMayNotUse() {
        File file = calls.upload("rows.jsonl", SampleRows.lineNaming(1, "couples", "v1"));

        Job ended = calls.ended(calls.submit(SubmitJobRequest.newBuilder().setInputFileId(file.getId())
                .setAllowedModels(AllowedModels.newBuilder().addNames("pairs"))));

        assertThat(ended.getErrorsList()).singleElement().satisfies(error -> assertThat(error.getCode()).isEqualTo("forbidden"));
    }

    private static List<String> ids(int rows) {
        return IntStream.rangeClosed(1, rows).mapToObj(id -> "row-" + id).toList();
    }

    private static RequestCounts counts(long total, long completed, long failed) {
        return RequestCounts.newBuilder().setTotal(total).setCompleted(completed).setFailed(failed).build();
    }
}
