package io.outrigger.router.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.RoutingHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestedModelTest {

    @Test
    void withoutHeadersTheMessageSays() {
        assertThat(RequestedModel.of("m", "canary", RoutingHeaders.NONE)).isEqualTo(new RequestedModel("m", "canary"));
    }

    @ParameterizedTest
    @CsvSource({"'',v3", "stable,v3", "3,v3", "v3,v3", "3,3"})
    void thePinnedVersionWins(String inMessage, String pinned) {
        RoutingHeaders headers = RoutingHeaders.NONE.withModel("m").withVersion(pinned);
        assertThat(RequestedModel.of("m", inMessage, headers)).isEqualTo(new RequestedModel("m", "v3"));
    }

    @ParameterizedTest
    @CsvSource({"other,'',m,''", "m,v3,m,2", "m,v3,m,v4", "m,stable,m,''", "m,v03,m,''"})
    void contradictionsAndOtherHeadersAreRefused(String headerModel, String headerVersion, String model, String version) {
        RoutingHeaders headers = RoutingHeaders.NONE.withModel(headerModel).withVersion(headerVersion);
        assertThatThrownBy(() -> RequestedModel.of(model, version, headers))
                .isInstanceOfSatisfying(ServiceException.class, refusal ->
                        assertThat(refusal.code()).isIn(ErrorCode.INVALID_HEADER, ErrorCode.INVALID_VERSION));
    }

    @Test
    void aModelMustBeNamed() {
        assertThatThrownBy(() -> RequestedModel.of("", "", RoutingHeaders.NONE)).hasMessage("The request has no model name.");
    }
}
