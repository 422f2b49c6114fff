package io.outrigger.metadata.keys;

import static io.outrigger.metadata.testing.AccessCalls.failure;
import static io.outrigger.metadata.testing.AccessCalls.hash;
import static io.outrigger.metadata.testing.AccessCalls.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.metadata.testing.AccessCalls;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.proto.access.v1.Limits;
import io.outrigger.proto.access.v1.ListKeysRequest;
import io.outrigger.proto.access.v1.ListKeysResponse;
import io.outrigger.proto.access.v1.ModelNames;
import io.outrigger.proto.access.v1.ReportKeyUseRequest;
import io.outrigger.proto.access.v1.RotateKeyRequest;
import io.outrigger.testing.AtOnce;
import io.outrigger.testing.Eventually;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys over gRPC: made, listed, rotated, revoked, used, and refused. */
class KeysIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1);

    private static AccessCalls calls;

    @BeforeAll
    static void connects() {
        calls = new AccessCalls(registry.channel(0));
    }

    @Test
    void aKeyIsKeptAsItWasMade() {
        long later = Instant.now().plusSeconds(3_600).getEpochSecond();
        Key wanted = key("whole").clearScopes().addScopes("infer").addScopes("models:read")
                .setModels(ModelNames.newBuilder().addNames("resnet"))
                .setLimits(Limits.newBuilder().setRequestsPerMinute(60).setBurst(5).setRowsPerMinute(6_000))
                .setExpiresAt(Timestamp.newBuilder().setSeconds(later))
                .build();
        Key made = calls.create(wanted.toBuilder());

        assertThat(made.getId()).matches("key_[0-9a-f]{32}");
        assertThat(made.getRevision()).isPositive();
        assertThat(made.toBuilder().clearId().clearCreatedAt().clearRevision().build()).isEqualTo(wanted);
        assertThat(calls.find(made.getId())).isEqualTo(made);
        assertThat(calls.create("bare").hasModels()).as("every model").isFalse();
    }

    @Test
    void whatIsNoKeyIsRefused() {
        assertThat(failure(() -> calls.create(key("bad").clearScopes()))).isEqualTo(ErrorCode.MISSING_FIELD);
        assertThat(failure(() -> calls.create(key("bad").setHash(ByteString.copyFrom(new byte[33]))))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(failure(() -> calls.create(key("bad").setLimits(Limits.newBuilder().setBurst(0))))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(failure(() -> calls.create(key("bad").setModels(ModelNames.newBuilder().addNames("a b")))))
                .isEqualTo(ErrorCode.INVALID_MODEL_NAME);
        for (long time : List.of(1L, Long.MAX_VALUE, Long.MIN_VALUE)) {
            assertThat(failure(() -> calls.create(key("bad").setExpiresAt(Timestamp.newBuilder().setSeconds(time)))))
                    .isEqualTo(ErrorCode.INVALID_FIELD);
        }
        Key made = calls.create("once");
        assertThat(failure(() -> calls.create("once"))).isEqualTo(ErrorCode.CONFLICT);
        calls.rotate(made.getId(), "once more", 3_600);
        assertThat(failure(() -> calls.create("once"))).as("still good").isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void keysAreListedInTheOrderOfTheirAge() {
        List<String> made = IntStream.range(0, 5).mapToObj(i -> calls.create(key("listed " + i).setTenant("lister")).getId()).toList();
        calls.revoke(made.get(1));
        ListKeysResponse first = list("lister", "", 3);
        ListKeysResponse second = list("lister", first.getKeys(2).getId(), 3);

        assertThat(ids(first)).isEqualTo(made.subList(0, 3));
        assertThat(first.getHasMore()).isTrue();
        assertThat(first.getKeys(1).hasRevokedAt()).isTrue();
        assertThat(ids(second)).isEqualTo(made.subList(3, 5));
        assertThat(second.getHasMore()).isFalse();
        assertThat(list("nobody", "", 0).getKeysCount()).isZero();
        assertThat(ids(list("", "", 1_000))).containsAll(made);
        assertThat(failure(() -> list("", "", 1_001))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(failure(() -> list("", "", -1))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(failure(() -> list("", "key_1", 1))).isEqualTo(ErrorCode.INVALID_FIELD);
    }

    @Test
    void aPageOfLargeKeysEndsEarly() {
        List<String> names = IntStream.range(0, 100).mapToObj(i -> "%0128d".formatted(i)).toList();
        var models = ModelNames.newBuilder().addAllNames(names);
        List<String> made = IntStream.range(0, 120)
                .mapToObj(i -> calls.create(key("large " + i).setTenant("large").setModels(models)).getId()).toList();
        List<String> seen = new ArrayList<>();
        ListKeysResponse page = list("large", "", 1_000);
        assertThat(page.getHasMore()).isTrue();
        seen.addAll(ids(page));
        while (page.getHasMore()) {
            page = list("large", seen.getLast(), 1_000);
            seen.addAll(ids(page));
        }
        assertThat(seen).isEqualTo(made);
    }

    @Test
    void aRotatedKeyIsGoodTwiceForTheOverlap() {
        Key made = calls.create("rotated");
        var change = calls.rotate(made.getId(), "rotated 2", 60);

        assertThat(change.getBefore()).isEqualTo(made);
        Key after = change.getAfter();
        assertThat(after).isEqualTo(calls.find(made.getId()));
        assertThat(after.getHash()).isEqualTo(hash("rotated 2"));
        assertThat(after.getPreviousHash()).isEqualTo(made.getHash());
        assertThat(after.getPrefix()).isEqualTo("ork_Xy1zXy1z");
        assertThat(after.getPreviousValidUntil().getSeconds()).isEqualTo(after.getRotatedAt().getSeconds() + 60);
        assertThat(after.getRevision()).isGreaterThan(made.getRevision());
        Key third = calls.rotate(made.getId(), "rotated 3", 0).getAfter();
        assertThat(third.getPreviousHash().isEmpty()).isTrue();
        assertThat(third.hasPreviousValidUntil()).isFalse();
    }

    @Test
    void onlyALivingKeyIsRotated() {
        Key made = calls.create("dead");
        assertThat(failure(() -> calls.rotate(made.getId(), "dead 2", 2_592_001))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(failure(() -> calls.rotate(made.getId(), "dead", 1))).as("the hash that it has").isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure(() -> calls.rotate("key_" + "0".repeat(32), "dead 2", 1))).isEqualTo(ErrorCode.KEY_NOT_FOUND);
        assertThat(failure(() -> calls.rotate("'; --", "dead 2", 1))).isEqualTo(ErrorCode.KEY_NOT_FOUND);
        var withoutHash = RotateKeyRequest.newBuilder().setId(made.getId()).setPrefix("ork_12345678").build();
        assertThat(failure(() -> calls.stub().rotateKey(withoutHash))).isEqualTo(ErrorCode.MISSING_FIELD);
        calls.revoke(made.getId());
        assertThatThrownBy(() -> calls.rotate(made.getId(), "dead 2", 1)).hasMessageContaining("was revoked at");
        Key brief = calls.create(key("brief").setExpiresAt(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond() + 2)));
        Eventually.isTrue(() -> Instant.now().getEpochSecond() > brief.getExpiresAt().getSeconds());
        assertThatThrownBy(() -> calls.rotate(brief.getId(), "brief 2", 1)).hasMessageContaining("expired at");
    }

    @Test
    void whoeverRotatesAtTheSameTimeFollowsTheOther() throws Exception {
        Key made = calls.create("contested");
        List<Callable<Void>> rotations = IntStream.range(0, 8).<Callable<Void>>mapToObj(i -> () -> {
            calls.rotate(made.getId(), "contested " + i, 600);
            return null;
        }).toList();
        AtOnce.run(rotations);

        Key after = calls.find(made.getId());
        assertThat(after.getRevision()).isGreaterThanOrEqualTo(made.getRevision() + 8);
        List<ByteString> hashes = IntStream.range(0, 8).mapToObj(i -> hash("contested " + i)).toList();
        assertThat(hashes).as("the last, and for the overlap the last but one").contains(after.getHash(), after.getPreviousHash());
        assertThat(after.getHash()).isNotEqualTo(after.getPreviousHash());
    }

    @Test
    void aKeyIsRevokedOnce() {
        Key made = calls.create("revoked");
        var first = calls.revoke(made.getId());
        var second = calls.revoke(made.getId());

        assertThat(first.getBefore()).isEqualTo(made);
        assertThat(first.getAfter().hasRevokedAt()).isTrue();
        assertThat(second.getBefore()).isEqualTo(first.getAfter());
        assertThat(second.getAfter()).isEqualTo(first.getAfter());
        assertThat(failure(() -> calls.revoke("key_unknown"))).isEqualTo(ErrorCode.KEY_NOT_FOUND);
    }

    @Test
    void theTimeOfTheLastUseOnlyGrows() {
        Key made = calls.create("used");
        long created = made.getCreatedAt().getSeconds();
        use(made.getId(), created + 3_600);
        Key used = calls.find(made.getId());
        assertThat(used.getLastUsedAt().getSeconds()).as("not from the future").isLessThan(created + 1_800);
        assertThat(used.toBuilder().clearLastUsedAt().build()).as("no change of the key").isEqualTo(made);
        use(made.getId(), created - 3_600);
        assertThat(calls.find(made.getId())).isEqualTo(used);

        Key other = calls.create("used earlier");
        use(other.getId(), created - 3_600);
        assertThat(calls.find(other.getId()).getLastUsedAt()).as("not before it was made").isEqualTo(other.getCreatedAt());
        use("key_" + "0".repeat(32), created);
        use("what?", created);
        var many = ReportKeyUseRequest.newBuilder();
        IntStream.range(0, 1_001).forEach(i -> many.addUsesBuilder().setId(made.getId()));
        assertThat(failure(() -> calls.stub().reportKeyUse(many.build()))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(failure(() -> calls.stub().reportKeyUse(ReportKeyUseRequest.newBuilder().addUses(
                ReportKeyUseRequest.Use.newBuilder().setAt(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))).build())))
                .isEqualTo(ErrorCode.INVALID_FIELD);
    }

    @Test
    void manyReportTheSameKeysAtOnce() throws Exception {
        List<String> ids = IntStream.range(0, 40).mapToObj(i -> calls.create("shared " + i).getId()).toList();
        AtOnce.run(IntStream.range(0, 8).<Callable<Void>>mapToObj(gateway -> () -> {
            for (int round = 0; round < 5; round++) {
                var report = ReportKeyUseRequest.newBuilder();
                (gateway % 2 == 0 ? ids : ids.reversed()).forEach(id -> report.addUsesBuilder().setId(id)
                        .setAt(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond())));
                calls.stub().reportKeyUse(report.build());
            }
            return null;
        }).toList());
        assertThat(ids).allMatch(id -> calls.find(id).hasLastUsedAt());
    }

    private static void use(String id, long seconds) {
        calls.stub().reportKeyUse(ReportKeyUseRequest.newBuilder().addUses(
                ReportKeyUseRequest.Use.newBuilder().setId(id).setAt(Timestamp.newBuilder().setSeconds(seconds))).build());
    }

    private static ListKeysResponse list(String tenant, String after, int size) {
        return calls.stub().listKeys(ListKeysRequest.newBuilder().setTenant(tenant).setAfter(after).setPageSize(size).build());
    }

    private static List<String> ids(ListKeysResponse page) {
        return page.getKeysList().stream().map(Key::getId).toList();
    }
}
