package io.outrigger.router.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FleetHealthTest {

    private final FleetHealth health = new FleetHealth(2);

    @Test
    void itBeginsUp() {
        assertThat(health.isUp()).isTrue();
        assertThat(health.lastFailure()).isEmpty();
    }

    @Test
    void oneFailureIsForgivenAndTwoInARowAreNot() {
        assertThat(health.failed(ErrorCode.BACKEND_UNAVAILABLE, "first")).isFalse();
        assertThat(health.isUp()).isTrue();
        assertThat(health.failed(ErrorCode.BACKEND_LOST, "second")).isTrue();
        assertThat(health.isUp()).isFalse();
        assertThat(health.lastFailure().orElseThrow().sentence()).isEqualTo("second");
    }

    @Test
    void anAnswerInBetweenBeginsTheCountAnew() {
        health.failed(ErrorCode.BACKEND_LOST, "first");
        health.succeeded();
        health.failed(ErrorCode.BACKEND_LOST, "second");
        assertThat(health.isUp()).isTrue();
    }

    @Test
    void itsOwnWordIsEnoughInBothDirections() {
        assertThat(health.notReady("unloaded")).isTrue();
        assertThat(health.notReady("still unloaded")).isFalse();
        assertThat(health.isUp()).isFalse();
        assertThat(health.succeeded()).isTrue();
        assertThat(health.succeeded()).isFalse();
        assertThat(health.isUp()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = ErrorCode.class, names = {
        "DEADLINE_PASSED", "CALLER_CANCELLED", "OVERLOADED", "DEPENDENCY_UNAVAILABLE", "PAYLOAD_TOO_LARGE", "SHUTTING_DOWN"})
    void whatSaysNothingAboutTheFleetChangesNothing(ErrorCode code) {
        for (int i = 0; i < 10; i++) {
            assertThat(health.failed(code, "not the fleet's fault")).isFalse();
        }
        assertThat(health.isUp()).isTrue();
        health.notReady("down");
        assertThat(health.failed(code, "not the fleet's fault")).isFalse();
        assertThat(health.isUp()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(value = ErrorCode.class, names = {"MODEL_REJECTED_INPUT", "BACKEND_FAILED"})
    void anAnswerThatOnlyALivingServerGivesBringsItBack(ErrorCode code) {
        health.notReady("down");
        assertThat(health.failed(code, "no such input")).isTrue();
        assertThat(health.isUp()).isTrue();
    }
}
