package io.outrigger.chassis.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeSurvivesTheWayToAnotherHop(ErrorCode code) {
        var sent = GrpcErrors.toStatus(new ServiceException(code, "a sentence").retryAfter(Duration.ofMillis(1_500)), "id-1");

        ServiceException received = GrpcErrors.toFailure(sent);

        assertThat(sent.getStatus().getCode()).isEqualTo(code.grpcCode());
        assertThat(received.code()).isEqualTo(code);
        assertThat(received).hasMessage("a sentence");
        assertThat(received.retryAfter()).contains(Duration.ofMillis(1_500));
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeHasAnErrorStatusOnBothProtocols(ErrorCode code) {
        assertThat(code.httpStatus()).isBetween(400, 599);
        assertThat(code.grpcCode()).isNotEqualTo(Status.Code.OK);
        assertThat(code.title()).isNotBlank();
        assertThat(ErrorCode.ofCode(code.code())).contains(code);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void whatTheMeshRetriesIsRetryable(ErrorCode code) {
        if (code.grpcCode() == Status.Code.UNAVAILABLE) {
            assertThat(code.retryable()).isTrue();
            assertThat(code.httpStatus()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Status.Code.class, mode = EnumSource.Mode.EXCLUDE, names = "OK")
    void everyForeignStatusHasACode(Status.Code code) {
        assertThat(GrpcErrors.toFailure(code.toStatus().withDescription("theirs").asRuntimeException()).code()).isNotNull();
    }

    @Test
    void lineBreaksDoNotReachTheHeader() {
        var status = GrpcErrors.toStatus(new ServiceException(ErrorCode.INVALID_JSON, "first\r\nsecond"), "id-1").getStatus();

        assertThat(status.getDescription()).isEqualTo("first second");
    }

    @Test
    void anExceptionNobodyGaveACodeTellsTheCallerNothing() {
        ServiceException failure = GrpcErrors.toFailure(new IllegalStateException("password=secret"));

        assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(failure.getMessage()).doesNotContain("secret").doesNotContain("IllegalState");
    }

    @Test
    void problemHasTheStandardMembersAndOurs() {
        String json = new String(new Problem(new ServiceException(ErrorCode.SHAPE_MISMATCH, "a \"sentence\""), "id-1").toJson());

        assertThat(json).isEqualTo("""
                {"type":"urn:outrigger:error:shape_mismatch","title":"%s","status":400,"detail":"a \\"sentence\\"",\
                "code":"shape_mismatch","message":"a \\"sentence\\"","error":"a \\"sentence\\"","correlation_id":"id-1",\
                "retryable":false}""".formatted(ErrorCode.SHAPE_MISMATCH.title()));
    }
}
