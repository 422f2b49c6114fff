package io.outrigger.chassis.overload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteSharesTest {

    private final ByteShares shares = new ByteShares(1_000, 100);

    @Test
    void whoFloodsLeavesAQuarterToOthers() {
        assertThat(shares.enter("flood", 750)).isTrue();
        assertThat(shares.enter("flood", 1)).isFalse();
        assertThat(shares.enter("quiet", 100)).isTrue();
        assertThat(shares.enter("flood", 1)).isFalse();
        shares.leave("flood", 400);
        assertThat(shares.enter("flood", 200)).isTrue();
    }

    @Test
    void oneMessageIsNeverATenantsTooMany() {
        ByteShares narrow = new ByteShares(100, 100);
        assertThat(narrow.enter("alone", 100)).isTrue();
        assertThat(narrow.enter("alone", 1)).isFalse();
        narrow.leave("alone", 100);
        assertThat(narrow.enter("another", 100)).isTrue();
    }

    @Test
    void whoNamesNoTenantHasNoShare() {
        assertThat(shares.enter("", 1_000)).isTrue();
        shares.leave("", 1_000);
        assertThat(shares.enter("flood", 750)).isTrue();
    }
}
