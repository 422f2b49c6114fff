package io.outrigger.batchworker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.ByteRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a range means in something of so many bytes. */
class ByteSpanTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 10, 0, 10", "0, 4, 10, 0, 4", "3, 0, 10, 3, 7", "3, 100, 10, 3, 7", "9, 1, 10, 9, 1",
        "-1, 0, 10, 9, 1", "-4, 2, 10, 6, 2", "-10, 0, 10, 0, 10", "-11, 0, 10, 0, 10",
        "0, 0, 0, 0, 0", "0, 5, 0, 0, 0", "-5, 0, 0, 0, 0",
        "-9223372036854775808, 9223372036854775807, 10, 0, 10", "1, 9223372036854775807, 10, 1, 9"
    })
    void whatIsThereIsGiven(long offset, long length, long bytes, long from, long given) {
        assertThat(span(offset, length).within(bytes)).isEqualTo(new ByteSpan(from, given));
    }

    @ParameterizedTest
    @CsvSource({"10, 0, 10", "11, 1, 10", "1, 0, 0", "9223372036854775807, 1, 10"})
    void behindTheEndIsNothing(long offset, long length, long bytes) {
        assertThatThrownBy(() -> span(offset, length).within(bytes)).isInstanceOfSatisfying(ServiceException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE));
    }

    @Test
    void aLengthBelowZeroIsNone() {
        assertThatThrownBy(() -> span(0, -1)).isInstanceOfSatisfying(ServiceException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_FIELD));
    }

    private static ByteSpan span(long offset, long length) {
        return ByteSpan.of(ByteRange.newBuilder().setOffset(offset).setLength(length).build());
    }
}
