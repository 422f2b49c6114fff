package io.outrigger.metadata.access;

import static io.outrigger.metadata.testing.AccessCalls.failure;
import static io.outrigger.metadata.testing.AccessCalls.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.metadata.testing.AccessCalls;
import io.outrigger.metadata.testing.KeyWatcher;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.proto.access.v1.DeleteLimitRequest;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.proto.access.v1.Limit;
import io.outrigger.proto.access.v1.Limited;
import io.outrigger.proto.access.v1.WatchRequest;
import io.outrigger.testing.AtOnce;
import io.outrigger.testing.Eventually;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys and limits are followed: from two instances of one database, through breaks, by many writers. */
class AccessWatchIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(2);

    private static AccessCalls one;
    private static AccessCalls other;

    @BeforeAll
    static void connects() {
        one = new AccessCalls(registry.channel(0));
        other = new AccessCalls(registry.channel(1));
    }

    @Test
    void whatIsWrittenAtOneInstanceIsSeenAtBoth() throws Exception {
        try (var near = KeyWatcher.start(registry.channel(0)); var far = KeyWatcher.start(registry.channel(1))) {
            Key made = one.create("seen");
            Eventually.isTrue(() -> near.knows(made) && far.knows(made));
            Key rotated = other.rotate(made.getId(), "seen 2", 60).getAfter();
            Eventually.isTrue(() -> near.knows(rotated) && far.knows(rotated));
            Key revoked = one.revoke(made.getId()).getAfter();
            Eventually.isTrue(() -> near.knows(revoked) && far.knows(revoked));
            assertThat(near.beginnings()).isEqualTo(1);
        }
    }

    @Test
    void limitsAreSeenToComeAndGo() throws Exception {
        try (var watcher = KeyWatcher.start(registry.channel(1))) {
            Limit limit = one.limitTenant("watched", 60).getAfter();
            Eventually.isTrue(() -> limit.equals(watcher.limits().get(limit.getLimited())));
            Limited limited = limit.getLimited();
            one.stub().deleteLimit(DeleteLimitRequest.newBuilder().setLimited(limited).build());
            Eventually.isTrue(() -> watcher.limits().get(limited).getDeleted());
            Limit again = one.limitTenant("watched", 60).getAfter();
            Eventually.isTrue(() -> again.equals(watcher.limits().get(limited)));
        }
    }

    @Test
    void aWatcherThatComesBackGetsWhatItMissedAlsoElsewhere() throws Exception {
        Key made = one.create("missed");
        WatchRequest position;
        try (var first = KeyWatcher.start(registry.channel(0))) {
            Eventually.isTrue(() -> first.knows(made));
            position = first.position();
        }
        Key revoked = one.revoke(made.getId()).getAfter();
        try (var back = KeyWatcher.start(registry.channel(1), position)) {
            Eventually.isTrue(() -> back.knows(revoked));
            assertThat(back.beginnings()).isZero();
            assertThat(back.keys()).hasSize(1);
        }
        assertThat(position.getRevision()).isPositive();
        WatchRequest ahead = position.toBuilder().setRevision(1_000_000).build();
        try (var restored = KeyWatcher.start(registry.channel(0), ahead); var stranger = KeyWatcher.start(registry.channel(1),
                position.toBuilder().setRegistryId("another").build())) {
            Eventually.isTrue(() -> restored.beginnings() == 1 && stranger.beginnings() == 1);
            assertThat(stranger.keys()).as("it need not hear of what was over there when it came").doesNotContainKey(made.getId());
        }
        assertThat(failure(() -> one.stub().watch(position.toBuilder().setRevision(-1).build()).next())).isEqualTo(ErrorCode.INVALID_FIELD);
    }

    @Test
    void heartbeatsSayThatAWatcherIsCurrent() throws Exception {
        Key made = one.create("beaten");
        try (var watcher = KeyWatcher.start(registry.channel(0))) {
            Eventually.isTrue(() -> watcher.isWhole() && watcher.knows(made));
            int heard = watcher.heartbeats();
            Eventually.isTrue(() -> watcher.heartbeats() > heard + 2);
            assertThat(watcher.position().getRevision()).isGreaterThanOrEqualTo(made.getRevision());
        }
    }

    @Test
    void noWatcherMissesWhatManyWriteAtOnce() throws Exception {
        Queue<Key> made = new ConcurrentLinkedQueue<>();
        try (var near = KeyWatcher.start(registry.channel(0)); var far = KeyWatcher.start(registry.channel(1))) {
            AtOnce.run(IntStream.range(0, 8).<Callable<Void>>mapToObj(writer -> () -> {
                AccessCalls calls = writer % 2 == 0 ? one : other;
                for (int i = 0; i < 40; i++) {
                    Key key = calls.create(key("writer " + writer + " " + i));
                    made.add(i % 4 == 0 ? calls.revoke(key.getId()).getAfter() : key);
                }
                return null;
            }).toList());
            assertThat(made).hasSize(320);
            Eventually.isTrue(() -> made.stream().allMatch(near::knows) && made.stream().allMatch(far::knows));
            assertThat(List.of(near.beginnings(), far.beginnings())).containsOnly(1);
        }
    }

    @Test
    void connectionsToTheDatabaseMayBreak() throws Exception {
        try (var watcher = KeyWatcher.start(registry.channel(0)); var far = KeyWatcher.start(registry.channel(1));
                var database = AccessRows.connect(registry.backends())) {
            Key before = one.create("before");
            Eventually.isTrue(() -> watcher.knows(before) && far.knows(before));
            for (int round = 0; round < 3; round++) {
                assertThat(database.killOthers()).isPositive();
                String name = "after " + round;
                Key after = Eventually.answer(() -> createOrNull(name), made -> made != null);
                Eventually.isTrue(() -> watcher.knows(after) && far.knows(after));
            }
            assertThat(watcher.end()).isNull();
        }
    }

    /** A call whose connection was killed fails; it is made again. */
    private static Key createOrNull(String name) {
        try {
            return one.create(name);
        } catch (StatusRuntimeException broken) {
            assertThat(GrpcErrors.toFailure(broken).code()).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
            return null;
        }
    }

    @Test
    void anInstanceThatDrainsSendsItsWatchersAway() throws Exception {
        ServiceServer third = registry.start();
        try (var watcher = Eventually.answer(() -> KeyWatcher.start(registry.channel(2)), started -> {
            Eventually.isTrue(() -> started.isWhole() || started.end() != null);
            return started.isWhole();
        })) {
            third.close();
            Eventually.isTrue(() -> watcher.end() != null);
            assertThat(Status.fromThrowable(watcher.end()).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(GrpcErrors.toFailure(watcher.end()).code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
        }
    }
}
