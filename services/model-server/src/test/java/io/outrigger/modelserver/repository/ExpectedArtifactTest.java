package io.outrigger.modelserver.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the header may say. */
class ExpectedArtifactTest {

    @Test
    void nothingIsWhateverIsLoaded() {
        assertThat(ExpectedArtifact.of("")).isSameAs(ExpectedArtifact.ANY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "sha256:aa", "1=", "=a", "1=zz", ",", "1:2", "999999999999999999999=", " "})
    void anythingElseIsRefused(String header) {
        assertThatThrownBy(() -> ExpectedArtifact.of(header)).isInstanceOfSatisfying(ServiceException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_HEADER));
        assertThatThrownBy(() -> ExpectedArtifact.of("1=" + "a".repeat(64) + "," + header)).isInstanceOfSatisfying(ServiceException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_HEADER));
    }
}
