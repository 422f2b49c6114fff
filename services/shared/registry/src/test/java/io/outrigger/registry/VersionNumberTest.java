package io.outrigger.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionNumberTest {

    @Property
    void bothSpellingsMeanTheNumber(@ForAll @LongRange(min = VersionNumber.MIN, max = VersionNumber.MAX) long number) {
        assertThat(VersionNumber.parse(VersionNumber.text(number))).isEqualTo(number);
        assertThat(VersionNumber.parse(Long.toString(number))).isEqualTo(number);
        assertThat(VersionNumber.looksLike(VersionNumber.text(number))).isTrue();
    }

    @Property
    void anyTextIsAVersionOrRefusedWithASentence(@ForAll String text) {
        try {
            assertThat(VersionNumber.parse(text)).isBetween(VersionNumber.MIN, VersionNumber.MAX);
        } catch (ServiceException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_VERSION);
            assertThat(refused.getMessage()).hasSizeLessThan(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v", "v0", "0", "v01", "-1", "+1", "v-1", "V3", "3v", "vv3", " 3", "3 ", "2147483648",
            "v99999999999999999999", "٣", "stable"})
    void whatIsNoVersionIsRefused(String text) {
        assertThatThrownBy(() -> VersionNumber.parse(text)).isInstanceOf(ServiceException.class);
    }
}
