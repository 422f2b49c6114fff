package io.outrigger.orchestrator.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.relay.hop.CallFailure;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LoadFailuresTest {

    private static final Destination DIGITS = new Destination("digits", OptionalLong.empty(), "gpu", false);

    @Test
    void whatTheServerRefusesIsTheCallersWithTheServersReason() {
        for (Status.Code status : new Status.Code[] {Status.Code.INTERNAL, Status.Code.INVALID_ARGUMENT, Status.Code.UNKNOWN,
                Status.Code.FAILED_PRECONDITION}) {
            ServiceException failure = explained(status.toStatus().withDescription("failed to load 'digits', no version is available"));
            assertThat(failure.code()).as("%s", status).isEqualTo(ErrorCode.MODEL_LOAD_FAILED);
            assertThat(failure.getMessage()).contains("no version is available", "'digits'", "'gpu'");
        }
        assertThat(ErrorCode.MODEL_LOAD_FAILED.httpStatus()).isBetween(400, 499);
    }

    @Test
    void ourOwnServersCodeIsKept() {
        for (ErrorCode code : new ErrorCode[] {ErrorCode.MODEL_LOAD_FAILED, ErrorCode.MODEL_NOT_FOUND, ErrorCode.INVALID_FIELD,
                ErrorCode.FORBIDDEN}) {
            StatusRuntimeException said = GrpcErrors.toStatus(new ServiceException(code, "The reason is not loaded."), "id");
            ServiceException failure = LoadFailures.explain(
                    new CallFailure(said.getStatus(), said.getTrailers(), true, true), DIGITS, false);
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.getMessage()).contains("The reason is not loaded.");
        }
    }

    @Test
    void loadingThatIsSwitchedOffIsForbiddenAndAServerThatIsAwayIsAway() {
        Status switchedOff = Status.UNAVAILABLE.withDescription("explicit model load / unload is not allowed if polling is enabled");
        assertThat(explained(switchedOff).code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(explained(Status.UNAVAILABLE.withDescription("no healthy upstream")).code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
        assertThat(explained(Status.NOT_FOUND).code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        ServiceException unreachable = LoadFailures.explain(
                new CallFailure(Status.UNAVAILABLE, new Metadata(), false, false), DIGITS, false);
        assertThat(unreachable.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
    }

    private static ServiceException explained(Status status) {
        return LoadFailures.explain(new CallFailure(status, new Metadata(), true, true), DIGITS, false);
    }
}
