package io.outrigger.batchworker.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.registry.Batching;
import org.junit.jupiter.api.Test;

class CallSizesTest {

    private final CallSizes sizes = new CallSizes();
    private final RowTerms terms = SampleRows.terms(64, Batching.ON);

    @Test
    void aCallHasAsManyRowsAsTheModelTakes() {
        assertThat(sizes.rowsMax(terms)).isEqualTo(64);
        sizes.inTime(terms, 64);
        assertThat(sizes.rowsMax(terms)).isEqualTo(64);
    }

    @Test
    void whatWasTooLongIsHalvedDownToASingleRow() {
        sizes.tooLong(terms, 64);
        assertThat(sizes.rowsMax(terms)).isEqualTo(32);
        sizes.tooLong(terms, 64); // of a call that was begun before
        assertThat(sizes.rowsMax(terms)).isEqualTo(32);
        for (int rows = 32; rows >= 1; rows /= 2) {
            sizes.tooLong(terms, rows);
        }
        assertThat(sizes.rowsMax(terms)).isEqualTo(1);
    }

    @Test
    void itGrowsAgainWhenCallsEndInTimeForAWhile() {
        sizes.tooLong(terms, 64);
        for (int call = 0; call < 31; call++) {
            sizes.inTime(terms, 32);
        }
        sizes.inTime(terms, 7); // the rest of a chunk says nothing
        assertThat(sizes.rowsMax(terms)).isEqualTo(32);
        sizes.inTime(terms, 32);
        assertThat(sizes.rowsMax(terms)).isEqualTo(64);
    }
}
