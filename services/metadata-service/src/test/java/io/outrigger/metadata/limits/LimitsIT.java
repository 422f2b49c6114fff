package io.outrigger.metadata.limits;

import static io.outrigger.metadata.testing.AccessCalls.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.metadata.testing.AccessCalls;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.proto.access.v1.DeleteLimitRequest;
import io.outrigger.proto.access.v1.DeleteLimitResponse;
import io.outrigger.proto.access.v1.Limit;
import io.outrigger.proto.access.v1.Limited;
import io.outrigger.proto.access.v1.Limits;
import io.outrigger.proto.access.v1.ListLimitsRequest;
import io.outrigger.proto.access.v1.PutLimitRequest;
import io.outrigger.proto.access.v1.PutLimitResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits over gRPC: set, listed, taken away, and refused. */
class LimitsIT {

    private static final Limits SOME = Limits.newBuilder().setRequestsPerMinute(60).setBurst(10).setRowsPerMinute(1_000).build();

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1);

    private static AccessCalls calls;

    @BeforeAll
    static void connects() {
        calls = new AccessCalls(registry.channel(0));
    }

    @Test
    void aLimitIsSetChangedAndTakenAway() {
        Limited tenant = tenant("acme");
        PutLimitResponse first = put(tenant, SOME);
        assertThat(first.hasBefore()).isFalse();
        assertThat(first.getAfter().getLimits()).isEqualTo(SOME);
        assertThat(put(tenant, SOME).getAfter()).as("the same again changes nothing").isEqualTo(first.getAfter());
        PutLimitResponse second = put(tenant, Limits.newBuilder().setRowsPerMinute(5).build());
        assertThat(second.getBefore()).isEqualTo(first.getAfter());
        assertThat(second.getAfter().getRevision()).isGreaterThan(first.getAfter().getRevision());
        assertThat(all()).contains(second.getAfter());

        assertThat(delete(tenant).getBefore()).isEqualTo(second.getAfter());
        assertThat(delete(tenant).hasBefore()).isFalse();
        assertThat(all()).noneMatch(limit -> limit.getLimited().equals(tenant));
        assertThat(put(tenant, SOME).hasBefore()).as("it was taken away").isFalse();
        assertThat(all()).anyMatch(limit -> limit.getLimited().equals(tenant) && !limit.getDeleted());
    }

    @Test
    void aTenantAndAModelOfOneNameAreTwo() {
        put(tenant("same"), SOME);
        put(model("same"), Limits.newBuilder().setRequestsPerMinute(1).build());
        assertThat(all()).filteredOn(limit -> limit.getLimited().equals(tenant("same")) || limit.getLimited().equals(model("same")))
                .extracting(limit -> limit.getLimits().getRequestsPerMinute()).containsExactly(1L, 60L);
    }

    @Test
    void whatIsNoLimitIsRefused() {
        assertThat(failure(() -> put(Limited.getDefaultInstance(), SOME))).isEqualTo(ErrorCode.MISSING_FIELD);
        assertThat(failure(() -> put(tenant(""), SOME))).isEqualTo(ErrorCode.MISSING_FIELD);
        assertThat(failure(() -> put(tenant("a\nb"), SOME))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(failure(() -> put(model("a/b"), SOME))).isEqualTo(ErrorCode.INVALID_MODEL_NAME);
        assertThat(failure(() -> put(tenant("t"), Limits.getDefaultInstance()))).isEqualTo(ErrorCode.MISSING_FIELD);
        assertThat(failure(() -> put(tenant("t"), Limits.newBuilder().setBurst(3).build()))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(failure(() -> put(tenant("t"), Limits.newBuilder().setRequestsPerMinute(0).build()))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(failure(() -> delete(Limited.getDefaultInstance()))).isEqualTo(ErrorCode.MISSING_FIELD);
        assertThat(failure(() -> delete(model("")))).isEqualTo(ErrorCode.INVALID_MODEL_NAME);
    }

    private static PutLimitResponse put(Limited limited, Limits limits) {
        return calls.stub().putLimit(PutLimitRequest.newBuilder().setLimited(limited).setLimits(limits).build());
    }

    private static DeleteLimitResponse delete(Limited limited) {
        return calls.stub().deleteLimit(DeleteLimitRequest.newBuilder().setLimited(limited).build());
    }

    private static List<Limit> all() {
        return calls.stub().listLimits(ListLimitsRequest.getDefaultInstance()).getLimitsList();
    }

    private static Limited tenant(String name) {
        return Limited.newBuilder().setTenant(name).build();
    }

    private static Limited model(String name) {
        return Limited.newBuilder().setModel(name).build();
    }
}
