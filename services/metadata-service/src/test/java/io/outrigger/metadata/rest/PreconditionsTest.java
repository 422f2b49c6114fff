package io.outrigger.metadata.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"7\"", " \"7\" ", "\"6\", \"7\"", "W/\"7\",\"7\"", "\"abc\",\"7\""})
    void ifMatchHolds(String header) {
        Preconditions.of(Optional.of(header), Optional.empty()).check("it", OptionalLong.of(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"6\"", "W/\"7\"", "\"\"", "\"77\"", "\" 7\""})
    void ifMatchDoesNotHold(String header) {
        assertThatThrownBy(() -> Preconditions.of(Optional.of(header), Optional.empty()).check("it", OptionalLong.of(7)))
                .isInstanceOf(ServiceException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "7", "\"7", "7\"", "\"7\" \"8\"", ",", "\"7\";", "*, \"7\"", "W/7", "\"7\"x"})
    void whatIsNoListOfEtagsIsRefused(String header) {
        assertThatThrownBy(() -> Preconditions.of(Optional.of(header), Optional.empty()))
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_HEADER));
    }

    @Test
    void whatDoesNotExistMatchesNothing() {
        assertThatThrownBy(() -> Preconditions.of(Optional.of("*"), Optional.empty()).check("it", OptionalLong.empty()))
                .hasMessageContaining("does not exist");
        Preconditions.of(Optional.empty(), Optional.of("*")).check("it", OptionalLong.empty());
        assertThatThrownBy(() -> Preconditions.of(Optional.empty(), Optional.of("*")).check("it", OptionalLong.of(1)))
                .hasMessageContaining("exists");
    }

    @Test
    void aReadIsKnownByStrongAndWeakTags() {
        assertThat(Preconditions.of(Optional.empty(), Optional.of("W/\"7\"")).isKnownToCaller(7)).isTrue();
        assertThat(Preconditions.of(Optional.empty(), Optional.of("\"7\"")).isKnownToCaller(8)).isFalse();
        assertThat(Preconditions.NONE.isKnownToCaller(7)).isFalse();
    }
}
