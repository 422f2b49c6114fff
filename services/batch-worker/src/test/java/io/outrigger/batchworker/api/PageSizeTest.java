package io.outrigger.batchworker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many a page has. */
class PageSizeTest {

    @Test
    void whoAsksForNoneGetsTwenty() {
        assertThat(PageSize.of(0)).isEqualTo(20);
        assertThat(PageSize.of(1)).isEqualTo(1);
        assertThat(PageSize.of(100)).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101, Integer.MAX_VALUE})
    void otherSizesAreRefused(int size) {
        assertThatThrownBy(() -> PageSize.of(size)).isInstanceOfSatisfying(ServiceException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_FIELD));
    }
}
