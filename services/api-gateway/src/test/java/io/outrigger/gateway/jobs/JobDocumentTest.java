package io.outrigger.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.outrigger.chassis.json.Json;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobError;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.proto.jobs.v1.Priority;
import io.outrigger.proto.jobs.v1.RequestCounts;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JobDocumentTest {

    private static final Job EARLY = Job.newBuilder().setId("batch_1").setState(JobState.JOB_STATE_VALIDATING)
            .setPriority(Priority.PRIORITY_NORMAL).setCreatedAt(at(10)).setOutputFileId("file-1-output")
            .setErrorFileId("file-1-errors").build();

    private static Timestamp at(long seconds) {
        return Timestamp.newBuilder().setSeconds(seconds).setNanos(999_999_999).build();
    }

    private static String json(JobDocument document) {
        return new String(Json.bytes(document), StandardCharsets.UTF_8);
    }

    @Test
    void saysNullForWhatAJobDoesNotHaveYet() {
        assertThat(json(JobDocument.of(EARLY))).isEqualTo("""
                {"id":"batch_1","object":"batch","endpoint":null,"model":null,"version":null,"digest":null,"status":"validating",\
                "request_counts":{"total":0,"completed":0,"failed":0},"rows_per_second":0.0,"seconds_left":null,"input_file_id":null,\
                "completion_window":null,"output_file_id":"file-1-output","error_file_id":"file-1-errors","created_at":10,\
                "in_progress_at":null,"expires_at":null,"finalizing_at":null,"completed_at":null,"failed_at":null,"expired_at":null,\
                "cancelling_at":null,"cancelled_at":null,"errors":null,"metadata":{},"priority":"normal","error_budget":null,\
                "concurrency":null,"output_expires_after":null,"webhook":null,"parent_id":null}""");
    }

    @Test
    void saysEverythingOfAnEndedJob() {
        Job job = EARLY.toBuilder().setState(JobState.JOB_STATE_FAILED).setModel("m").setVersion("v3").setDigest("sha256:ab")
                .setEndpoint("/v1/infer")
                .setRequestCounts(RequestCounts.newBuilder().setTotal(7).setCompleted(4).setFailed(3))
                .setRowsPerSecond(1.5).setSecondsLeft(2.5)
                .setInputUri("s3://b/k").setCompletionWindow(Duration.newBuilder().setSeconds(86_400))
                .setFailedAt(at(20)).setExpiresAt(at(30))
                .addErrors(JobError.newBuilder().setCode("error_budget_exceeded").setMessage("many").setLine(3))
                .addErrors(JobError.newBuilder().setCode("c").setMessage("m").setParam("inputs"))
                .putMetadata("b", "2").putMetadata("a", "1").setPriority(Priority.PRIORITY_LOW).setErrorBudget(0).setConcurrency(2)
                .setOutputExpiresAfter(Duration.newBuilder().setSeconds(60)).setWebhookUrl("https://h").setParentId("batch_0").build();

        assertThat(json(JobDocument.of(job))).contains("""
                "model":"m","version":"v3","digest":"sha256:ab","status":"failed"\
                ,"request_counts":{"total":7,"completed":4,"failed":3},"rows_per_second":1.5,"seconds_left":2.5""", """
                "input_uri":"s3://b/k","completion_window":"24h\"""", """
                "expires_at":30""", """
                "failed_at":20""", """
                "errors":{"object":"list","data":[{"code":"error_budget_exceeded","message":"many","param":null,"line":3},\
                {"code":"c","message":"m","param":"inputs","line":null}]},"metadata":{"a":"1","b":"2"},"priority":"low","error_budget":0.0,\
                "concurrency":2,"output_expires_after":{"anchor":"created_at","seconds":60},"webhook":{"url":"https://h"},\
                "parent_id":"batch_0\"""");
    }

    @Test
    void inOpenAisShapeAnEmptyFileIsNotThereBeforeTheEnd() {
        assertThat(JobDocument.inOpenAisShape(EARLY).outputFileId()).isNull();
        assertThat(JobDocument.inOpenAisShape(EARLY).errorFileId()).isNull();
        assertThat(JobDocument.inOpenAisShape(EARLY.toBuilder().setErrorBytes(1).build()).errorFileId()).isEqualTo("file-1-errors");
        for (JobState ended : new JobState[] {JobState.JOB_STATE_COMPLETED, JobState.JOB_STATE_CANCELLED}) {
            assertThat(JobDocument.inOpenAisShape(EARLY.toBuilder().setState(ended).build()).outputFileId()).isEqualTo("file-1-output");
        }
    }

    @Test
    void everyStateHasItsWord() {
        assertThat(JobWords.states()).containsExactly("validating", "in_progress", "finalizing", "completed", "failed", "expired",
                "cancelling", "cancelled");
        assertThat(JobWords.states()).allSatisfy(word -> assertThat(JobWords.of(JobWords.state(word).orElseThrow())).isEqualTo(word));
        assertThat(JobWords.state("unspecified")).isEmpty();
        assertThat(JobWords.priority("unspecified")).isEmpty();
    }
}
