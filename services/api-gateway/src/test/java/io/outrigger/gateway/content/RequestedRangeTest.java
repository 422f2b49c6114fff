package io.outrigger.gateway.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestedRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-99, 0, 100", "bytes=5-5, 5, 1", "bytes=100-, 100, 0", "bytes=-7, -7, 0", "Bytes= 1 - 2 , 1, 2", "bytes=007-8, 7, 2",
        "bytes=5-99999999999999999999, 5, 999999999999999994", "bytes=99999999999999999999-, 999999999999999998, 0"})
    void readsOneRange(String header, long offset, long length) {
        var range = RequestedRange.of(List.of(header)).orElseThrow();

        assertThat(range.getOffset()).isEqualTo(offset);
        assertThat(range.getLength()).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "rows=0-1", "bytes=-", "bytes=", "bytes=2-1", "bytes=a-b", "bytes 0-1", "bytes=--1"})
    void answersTheWholeWhereTheRangeIsNone(String header) {
        assertThat(RequestedRange.of(List.of(header))).isEmpty();
        assertThat(RequestedRange.of(List.of())).isEmpty();
        assertThat(RequestedRange.of(List.of("bytes=0-1", "bytes=2-3"))).isEmpty();
    }

    @Test
    void theLastNoBytesAreNoRange() {
        assertThatThrownBy(() -> RequestedRange.of(List.of("bytes=-0"))).isInstanceOfSatisfying(ServiceException.class, refused ->
                assertThat(refused.code()).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE));
    }
}
