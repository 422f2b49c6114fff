package io.outrigger.chassis.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.overload.FairShares.Entry;
import org.junit.jupiter.api.Test;

/** Who gets in when there is little room. */
class FairSharesTest {

    private final FairShares shares = new FairShares(100);

    @Test
    void whoFloodsLeavesAPlaceForWhoIsQuiet() {
        assertThat(enterAll("flood", Priority.LIVE)).isEqualTo(90);
        assertThat(shares.enter("flood", Priority.LIVE)).isEqualTo(Entry.TENANT_FULL);
        assertThat(enterAll("quiet", Priority.LIVE)).isEqualTo(10);
        assertThat(shares.enter("third", Priority.LIVE)).isEqualTo(Entry.FULL);
        shares.leave("flood");
        assertThat(shares.enter("flood", Priority.LIVE)).as("it has more than its share").isEqualTo(Entry.TENANT_FULL);
        assertThat(shares.enter("third", Priority.LIVE)).isEqualTo(Entry.IN);
    }

    @Test
    void jobsLeaveRoomForThoseWhoWait() {
        assertThat(enterAll("night", Priority.JOB)).isEqualTo(70);
        assertThat(shares.enter("night", Priority.JOB)).isEqualTo(Entry.JOBS_FULL);
        assertThat(shares.enter("day", Priority.LIVE)).isEqualTo(Entry.IN);
    }

    @Test
    void whatIsGivenBackIsThereAgain() {
        enterAll("a", Priority.LIVE);
        for (int i = 0; i < 90; i++) {
            shares.leave("a");
        }
        assertThat(enterAll("b", Priority.LIVE)).isEqualTo(90);
    }

    @Test
    void whoNamesNoTenantIsNotTold() {
        assertThat(enterAll("", Priority.LIVE)).isEqualTo(100);
    }

    @Test
    void oneAloneMayHaveTheOnlyPlace() {
        FairShares one = new FairShares(1);
        assertThat(one.enter("a", Priority.JOB)).isEqualTo(Entry.IN);
        assertThat(one.enter("b", Priority.LIVE)).isEqualTo(Entry.FULL);
    }

    private int enterAll(String tenant, Priority priority) {
        int in = 0;
        while (shares.enter(tenant, priority) == Entry.IN) {
            in++;
        }
        return in;
    }
}
