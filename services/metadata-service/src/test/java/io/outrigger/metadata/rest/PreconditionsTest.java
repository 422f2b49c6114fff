package io.outrigger.metadata.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {

    private static final Optional<EntityTag> SEVEN = Optional.of(new EntityTag("7"));

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"7\"", " \"7\" ", "\"6\", \"7\"", "W/\"7\",\"7\"", "\"abc\",\"7\""})
    void ifMatchHolds(String header) {
        Preconditions.of(Optional.of(header), Optional.empty()).check("it", SEVEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"6\"", "W/\"7\"", "\"\"", "\"77\"", "\" 7\""})
    void ifMatchDoesNotHold(String header) {
        assertThatThrownBy(() -> Preconditions.of(Optional.of(header), Optional.empty()).check("it", SEVEN))
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
        assertThatThrownBy(() -> Preconditions.of(Optional.of("*"), Optional.empty()).check("it", Optional.empty()))
                .hasMessageContaining("does not exist");
        Preconditions.of(Optional.empty(), Optional.of("*")).check("it", Optional.empty());
        assertThatThrownBy(() -> Preconditions.of(Optional.empty(), Optional.of("*")).check("it", SEVEN))
                .hasMessageContaining("exists");
    }

    @Test
    void aReadIsKnownByStrongAndWeakTags() {
        assertThat(Preconditions.of(Optional.empty(), Optional.of("W/\"7\"")).isKnownToCaller(SEVEN.get())).isTrue();
        assertThat(Preconditions.of(Optional.empty(), Optional.of("\"7\"")).isKnownToCaller(new EntityTag("8"))).isFalse();
        assertThat(Preconditions.NONE.isKnownToCaller(SEVEN.get())).isFalse();
    }

    @Test
    void aTagIsOfItsRevisionAndOfWhatIsAnswered() {
        EntityTag tag = EntityTag.of(7, Map.of("version", "v1"));
        assertThat(tag).isEqualTo(EntityTag.of(7, Map.of("version", "v1"))).isNotEqualTo(EntityTag.of(8, Map.of("version", "v1")))
                .isNotEqualTo(EntityTag.of(7, Map.of("version", "v2")));
        assertThat(Preconditions.of(Optional.empty(), Optional.of(tag.toString())).isKnownToCaller(tag)).isTrue();
    }
}
