package io.outrigger.metadata.access;

import static io.outrigger.metadata.testing.AccessCalls.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.metadata.testing.AccessCalls;
import io.outrigger.metadata.testing.KeyWatcher;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.proto.access.v1.WatchRequest;
import io.outrigger.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** PostgreSQL stopped and started under a registry whose keys are followed. */
class AccessOutageIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1);

    @Test
    void nobodyIsToldThatItIsCurrentWhileThatCannotBeKnown() throws Exception {
        var calls = new AccessCalls(registry.channel(0));
        Key made = calls.create("before");
        try (var watcher = KeyWatcher.start(registry.channel(0))) {
            Eventually.isTrue(() -> watcher.knows(made) && watcher.heartbeats() > 0);

            registry.backends().stopPostgres();
            assertThat(failure(() -> calls.create("lost"))).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
            Eventually.passes(() -> assertThat(failure(() -> calls.stub().watch(WatchRequest.getDefaultInstance()).next()))
                    .isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE));
            int heard = watcher.heartbeats();
            assertThat(failure(() -> calls.stub().watch(WatchRequest.getDefaultInstance()).next()))
                    .isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
            assertThat(watcher.heartbeats()).as("silence").isLessThanOrEqualTo(heard + 1);
            assertThat(watcher.end()).as("the stream stays open").isNull();

            registry.backends().startPostgres();
            Key after = Eventually.answer(() -> createOrNull(calls), key -> key != null);
            Eventually.isTrue(() -> watcher.knows(after) && watcher.heartbeats() > heard + 1);
            assertThat(watcher.beginnings()).isEqualTo(1);
        }
    }

    private static Key createOrNull(AccessCalls calls) {
        try {
            return calls.create("after");
        } catch (StatusRuntimeException away) {
            return null;
        }
    }
}
