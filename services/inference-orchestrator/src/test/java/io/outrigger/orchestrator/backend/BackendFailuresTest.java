package io.outrigger.orchestrator.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.relay.hop.CallFailure;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BackendFailuresTest {

    private static final Destination DIGITS = new Destination("digits", OptionalLong.of(3), "gpu", true);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "INVALID_ARGUMENT | unexpected shape for input 'input'                              | MODEL_REJECTED_INPUT",
        "OUT_OF_RANGE | a                                                                  | MODEL_REJECTED_INPUT",
        "ALREADY_EXISTS | a                                                                | MODEL_REJECTED_INPUT",
        "INVALID_ARGUMENT | requested model 'x' is not available                            | MODEL_NOT_READY",
        "NOT_FOUND | Request for unknown model: 'x' is not found                            | MODEL_NOT_READY",
        "UNAVAILABLE | Request for unknown model: 'x' has no available versions             | MODEL_NOT_READY",
        "UNAVAILABLE | Exceeds maximum queue size                                          | OVERLOADED",
        "UNAVAILABLE | [request id: 7] Request timeout expired                              | OVERLOADED",
        "UNAVAILABLE | no healthy upstream                                                 | BACKEND_UNAVAILABLE",
        "UNAVAILABLE | upstream connect error, reset reason: connection failure            | BACKEND_UNAVAILABLE",
        "UNAVAILABLE | upstream connect error, reset reason: connection termination        | BACKEND_LOST",
        "UNAVAILABLE | upstream request timeout                                            | DEADLINE_PASSED",
        "RESOURCE_EXHAUSTED | busy                                                         | OVERLOADED",
        "RESOURCE_EXHAUSTED | Received message larger than max (5 vs. 4)                   | PAYLOAD_TOO_LARGE",
        "DEADLINE_EXCEEDED | a                                                             | DEADLINE_PASSED",
        "UNIMPLEMENTED | decoupled                                                         | NOT_IMPLEMENTED",
        "INTERNAL | a                                                                      | BACKEND_FAILED",
        "UNKNOWN | a                                                                       | BACKEND_FAILED",
        "CANCELLED | a                                                                     | BACKEND_FAILED",
        "PERMISSION_DENIED | RBAC                                                          | BACKEND_FAILED",
    })
    void whatTheServerSaid(Status.Code status, String words, ErrorCode expected) {
        ServiceException explained = BackendFailures.explain(said(status, words), DIGITS, false, true);
        assertThat(explained.code()).as("%s: %s", status, words).isEqualTo(expected);
        assertThat(explained.getMessage()).contains("digits").contains("v3").contains("gpu");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "UNAVAILABLE | io exception | false | BACKEND_UNAVAILABLE",
        "UNAVAILABLE | Connection closed while performing... | true | BACKEND_LOST",
        "UNAVAILABLE | RST_STREAM closed stream. HTTP/2 error code: REFUSED_STREAM | true | BACKEND_UNAVAILABLE",
        "UNAVAILABLE | Abrupt GOAWAY closed unsent stream. HTTP/2 error code: NO_ERROR | true | BACKEND_UNAVAILABLE",
        "CANCELLED | RST_STREAM closed stream. HTTP/2 error code: CANCEL | true | BACKEND_LOST",
        "RESOURCE_EXHAUSTED | gRPC message exceeds maximum size 67108864: 99999999 | true | BACKEND_FAILED",
        "RESOURCE_EXHAUSTED | Bandwidth exhausted | true | OVERLOADED",
        "DEADLINE_EXCEEDED | CallOptions deadline exceeded | false | DEADLINE_PASSED",
        "INTERNAL | Encountered end-of-stream mid-frame | true | BACKEND_FAILED",
    })
    void whatGrpcMadeUpOnThisSide(Status.Code status, String words, boolean sent, ErrorCode expected) {
        CallFailure failure = new CallFailure(status.toStatus().withDescription(words), new Metadata(), sent, false);
        assertThat(BackendFailures.explain(failure, DIGITS, false, true).code()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(value = Status.Code.class, names = "OK", mode = EnumSource.Mode.EXCLUDE)
    void everyStatusHasACodeAndASentence(Status.Code status) {
        for (boolean answered : new boolean[] {true, false}) {
            CallFailure failure = new CallFailure(status.toStatus(), new Metadata(), true, answered);
            assertThat(BackendFailures.explain(failure, DIGITS, false, true).getMessage()).contains("gpu");
        }
    }

    @Test
    void onlyWhatIsUnavailableWithoutWorkBegunMapsToGrpcUnavailable() {
        assertThat(BackendFailures.explain(said(Status.Code.INTERNAL, ""), DIGITS, false, true).code().grpcCode())
                .isNotEqualTo(Status.Code.UNAVAILABLE);
        assertThat(ErrorCode.BACKEND_LOST.grpcCode()).isEqualTo(Status.Code.ABORTED);
    }

    @Test
    void aCallerThatWentAwayIsNoFailureOfTheFleet() {
        CallFailure failure = new CallFailure(Status.CANCELLED, new Metadata(), true, false);
        assertThat(BackendFailures.explain(failure, DIGITS, true, true).code()).isEqualTo(ErrorCode.CALLER_CANCELLED);
    }

    @Test
    void notFoundOfAModelThatNobodyKnowsIsFourHundredAndFour() {
        Destination unrouted = new Destination("digits", OptionalLong.empty(), "default", false);
        assertThat(BackendFailures.explain(said(Status.Code.NOT_FOUND, "Request for unknown model"), unrouted, false, false).code())
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    }

    @Test
    void theWordsAreShortenedAndTheWaitOfOurOwnServersIsKept() {
        var ours = GrpcErrors.toStatus(
                new ServiceException(ErrorCode.OVERLOADED, "x".repeat(1_000)).retryAfter(Duration.ofSeconds(7)), "id");
        ServiceException explained = BackendFailures.explain(
                new CallFailure(ours.getStatus(), ours.getTrailers(), true, true), DIGITS, false, true);
        assertThat(explained.getMessage()).hasSizeLessThan(450);
        assertThat(explained.retryAfter()).contains(Duration.ofSeconds(7));
    }

    private static CallFailure said(Status.Code status, String words) {
        return new CallFailure(status.toStatus().withDescription(words), new Metadata(), true, true);
    }
}
