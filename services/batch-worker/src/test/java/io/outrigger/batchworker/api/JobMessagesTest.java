package io.outrigger.batchworker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.JobFault;
import io.outrigger.batchworker.job.JobLimits;
import io.outrigger.batchworker.job.JobPriority;
import io.outrigger.batchworker.job.JobRules;
import io.outrigger.batchworker.job.JobState;
import io.outrigger.batchworker.store.JobInput;
import io.outrigger.batchworker.store.JobModel;
import io.outrigger.batchworker.store.JobTerms;
import io.outrigger.batchworker.store.StoredJob;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A job in the words of the wire, from its submission to its end. */
class JobMessagesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00.5Z");
    private static final String ID = "batch_0123456789abcdef0123456789abcdef";

    private final JobRules rules = new JobRules(JobLimits.DEFAULT);
    private final io.outrigger.batchworker.job.Job submitted =
            io.outrigger.batchworker.job.Job.submitted(ID, START, START.plus(Duration.ofHours(24)), OptionalDouble.of(5));

    @Test
    void aJobThatWasSubmitted() {
        Job message = message(submitted, new JobInput.ObjectInput("own", "files/1", Optional.of("file-1"), Optional.empty()));

        assertThat(message.getState()).isEqualTo(io.outrigger.proto.jobs.v1.JobState.JOB_STATE_VALIDATING);
        assertThat(message).extracting(Job::getId, Job::getModel, Job::getVersion, Job::getDigest, Job::getPriority, Job::getConcurrency)
                .containsExactly(ID, "mlp", "v3", "sha256:ab", Priority.PRIORITY_HIGH, 7);
        assertThat(message).extracting(Job::getErrorBudget, Job::getInputFileId, Job::getInputUri, Job::getEndpoint, Job::getWebhookUrl)
                .containsExactly(5.0, "file-1", "", "/v1/infer", "https://example.org/");
        assertThat(message.getCreatedAt().getSeconds()).isEqualTo(START.getEpochSecond());
        assertThat(message.getCreatedAt().getNanos()).isEqualTo(500_000_000);
        assertThat(message.getExpiresAt().getSeconds()).isEqualTo(START.getEpochSecond() + 86_400);
        assertThat(message.hasInProgressAt() || message.hasSecondsLeft() || message.hasCompletedAt()).isFalse();
        assertThat(message.getOutputFileId()).isEqualTo("file-0123456789abcdef0123456789abcdef-output");
        assertThat(message.getErrorFileId()).isEqualTo("file-0123456789abcdef0123456789abcdef-errors");
    }

    @Test
    void aJobThatWasCancelledBeforeItsRowsWereCounted() {
        var cancelled = rules.decide(submitted, new Event.CancelRequested(), START.plusSeconds(1)).job();

        Job message = message(cancelled, new JobInput.FailedRowsOf("batch_1"));

        assertThat(message.hasCancellingAt()).isTrue();
        assertThat(message.getParentId()).isEqualTo("batch_1");
        assertThat(message.hasInProgressAt() || message.hasFailedAt()).isFalse();
    }

    @Test
    void aJobThatFailedSaysWhy() {
        var offered = rules.decide(submitted, new Event.CutOffered(), START).job();
        var failed = rules.decide(offered, new Event.CutFailed(offered.cutLease().token(),
                List.of(new JobFault("no_rows", "There are none.", "input", 3))), START.plusSeconds(2)).job();

        Job message = JobMessages.of(new StoredJob(failed, terms(new JobInput.InlineInput()),
                List.of(new JobFault("no_rows", "There are none.", "input", 3))), START.plusSeconds(9));

        assertThat(message.getFailedAt().getSeconds()).isEqualTo(START.getEpochSecond() + 2);
        assertThat(message.getErrorsList()).singleElement().satisfies(error -> {
            assertThat(error.getCode()).isEqualTo("no_rows");
            assertThat(error.getParam()).isEqualTo("input");
            assertThat(error.getLine()).isEqualTo(3);
        });
        assertThat(message.getRowsPerSecond()).isZero();
    }

    @ParameterizedTest
    @EnumSource(JobState.class)
    void everyStateCanBeAskedFor(JobState state) {
        assertThat(JobMessages.state(io.outrigger.proto.jobs.v1.JobState.valueOf("JOB_STATE_" + state))).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(names = {"JOB_STATE_UNSPECIFIED", "UNRECOGNIZED"})
    void aStateThatIsNoneIsRefused(io.outrigger.proto.jobs.v1.JobState none) {
        assertThatThrownBy(() -> JobMessages.state(none)).isInstanceOf(ServiceException.class);
    }

    @Test
    void aPriorityThatIsNotSaidIsTheNormalOne() {
        assertThat(JobMessages.priority(Priority.PRIORITY_UNSPECIFIED)).isEqualTo(JobPriority.NORMAL);
        assertThat(JobMessages.priority(Priority.PRIORITY_LOW)).isEqualTo(JobPriority.LOW);
        assertThat(JobMessages.priority(Priority.PRIORITY_HIGH)).isEqualTo(JobPriority.HIGH);
    }

    private static Job message(io.outrigger.batchworker.job.Job job, JobInput input) {
        return JobMessages.of(new StoredJob(job, terms(input), List.of()), START.plusSeconds(9));
    }

    private static JobTerms terms(JobInput input) {
        return new JobTerms("acme", JobModel.pinned("mlp", "v3", "sha256:ab"), JobPriority.HIGH, input, Duration.ofHours(24), 7,
                Map.of("team", "a"), Duration.ofDays(30), Optional.of("https://example.org/"), "/v1/infer", Optional.empty(),
                Optional.empty());
    }
}
