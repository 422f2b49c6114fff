package io.outrigger.batchworker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.outrigger.batchworker.job.JobPriority;
import io.outrigger.batchworker.submission.JobRequest;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.AllowedModels;
import io.outrigger.proto.jobs.v1.Priority;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.Webhook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is submitted, read; and what nobody could mean, refused. */
class SubmitMessagesTest {

    @Test
    void whatIsNotSaidIsAsUsual() {
        JobRequest request = SubmitMessages.read(rows().build(), "acme", Optional.empty());

        assertThat(request).extracting(JobRequest::tenant, JobRequest::model, JobRequest::version, JobRequest::priority,
                JobRequest::concurrency, JobRequest::metadata, JobRequest::endpoint)
                .containsExactly("acme", "mlp", "", JobPriority.NORMAL, 0, Map.of(), "");
        assertThat(request.completionWindow()).isEqualTo(java.time.Duration.ofDays(1));
        assertThat(request.outputExpiresAfter()).isEqualTo(java.time.Duration.ofDays(30));
        assertThat(request.errorBudget()).isEmpty();
        assertThat(request.webhookUrl()).isEmpty();
        assertThat(request.allowedModels()).isEmpty();
        assertThat(request.input()).isInstanceOf(JobRequest.Input.Lines.class);
    }

    @Test
    void whatIsSaidIsKept() {
        JobRequest request = SubmitMessages.read(rows().setVersion("v2").setInputUri("s3://a/b").setPriority(Priority.PRIORITY_LOW)
                .setCompletionWindow(seconds(60)).setOutputExpiresAfter(seconds(3_600)).setErrorBudget(0).setConcurrency(5)
                .putMetadata("team", "a").setWebhook(Webhook.newBuilder().setUrl("https://example.org/"))
                .setAllowedModels(AllowedModels.getDefaultInstance()).build(), "acme", Optional.empty());

        assertThat(request.input()).isEqualTo(new JobRequest.Input.Address("s3://a/b"));
        assertThat(request.priority()).isEqualTo(JobPriority.LOW);
        assertThat(request.completionWindow()).isEqualTo(java.time.Duration.ofMinutes(1));
        assertThat(request.errorBudget()).hasValue(0);
        assertThat(request.webhookUrl()).contains("https://example.org/");
        assertThat(request.allowedModels()).as("none at all, which is not every model").contains(List.of());
    }

    static Stream<UnaryOperator<SubmitJobRequest.Builder>> nobodyMeans() {
        return Stream.of(
                request -> request.setCompletionWindow(seconds(0)), request -> request.setCompletionWindow(seconds(-1)),
                request -> request.setCompletionWindow(seconds(31 * 86_400)), request -> request.setCompletionWindow(endless()),
                request -> request.setOutputExpiresAfter(seconds(3_599)), request -> request.setOutputExpiresAfter(seconds(366 * 86_400)),
                request -> request.setOutputExpiresAfter(endless()),
                request -> request.setErrorBudget(-0.1), request -> request.setErrorBudget(100.1),
                request -> request.setErrorBudget(Double.NaN),
                request -> request.setConcurrency(-1), request -> request.setConcurrency(100_001),
                request -> request.putMetadata("", "a"), request -> request.putMetadata("k".repeat(65), "a"),
                request -> request.putMetadata("a", "v".repeat(513)), request -> request.putMetadata("a", "\0"),
                request -> request.putAllMetadata(IntStream.range(0, 17).boxed().collect(
                        Collectors.toMap(Object::toString, Object::toString))),
                request -> request.setEndpoint("e".repeat(257)), request -> request.setEndpoint("\0"));
    }

    @ParameterizedTest
    @MethodSource("nobodyMeans")
    void whatNobodyMeansIsRefused(UnaryOperator<SubmitJobRequest.Builder> change) {
        assertRefused(ErrorCode.INVALID_FIELD, () -> SubmitMessages.read(change.apply(rows()).build(), "acme", Optional.empty()));
    }

    @Test
    void aJobHasRows() {
        assertRefused(ErrorCode.MISSING_FIELD, () -> SubmitMessages.read(rows().clearInput().build(), "acme", Optional.empty()));
    }

    @Test
    void aKeyHasThePrintsOfItsRequest() {
        SubmitJobRequest.Builder request = rows().setIdempotencyKey("one").putMetadata("a", "1").putMetadata("b", "2");

        assertThat(SubmitMessages.key(rows().build())).isEmpty();
        assertThat(print(request)).isEqualTo(print(rows().putMetadata("b", "2").putMetadata("a", "1").setIdempotencyKey("two")))
                .isEqualTo(print(request.clone().setAllowedModels(AllowedModels.newBuilder().addNames("mlp"))))
                .isNotEqualTo(print(request.clone().putMetadata("a", "12").putMetadata("b", "")))
                .isNotEqualTo(print(request.clone().setLines(ByteString.copyFromUtf8("{ }"))))
                .isNotEqualTo(print(request.clone().setModel("other")));
    }

    @Test
    void aKeyIsPrintableAscii() {
        for (String key : List.of("k".repeat(256), "a\nb", "ä")) {
            assertRefused(ErrorCode.INVALID_FIELD, () -> SubmitMessages.key(rows().setIdempotencyKey(key).build()));
        }
        assertThat(SubmitMessages.key(rows().setIdempotencyKey("k".repeat(255)).build())).isPresent();
    }

    private static byte[] print(SubmitJobRequest.Builder request) {
        return SubmitMessages.key(request.build()).orElseThrow().requestSha256();
    }

    private static SubmitJobRequest.Builder rows() {
        return SubmitJobRequest.newBuilder().setModel("mlp").setLines(ByteString.copyFromUtf8("{}")).setIdempotencyKey("");
    }

    private static Duration seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }

    /** More than a number holds. */
    private static Duration endless() {
        return Duration.newBuilder().setSeconds(Long.MAX_VALUE).setNanos(Integer.MAX_VALUE).build();
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ServiceException.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
