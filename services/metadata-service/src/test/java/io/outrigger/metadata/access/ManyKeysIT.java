package io.outrigger.metadata.access;

import static io.outrigger.metadata.testing.AccessCalls.failure;
import static io.outrigger.metadata.testing.AccessCalls.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.metadata.testing.AccessCalls;
import io.outrigger.metadata.testing.KeyWatcher;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As many keys as a tenant may have. */
class ManyKeysIT {

    private static final int KEYS_OF_TENANT_MAX = 10_000;

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1);

    @Test
    void aTenantsKeysAreBoundedAndComeToWatchersInParts() throws Exception {
        var calls = new AccessCalls(registry.channel(0));
        Key first = calls.create(key("first").setTenant("full"));
        try (var database = AccessRows.connect(registry.backends()); var present = KeyWatcher.start(registry.channel(0))) {
            database.makeKeys("full", KEYS_OF_TENANT_MAX - 1);
            Eventually.isTrue(() -> present.keys().size() == KEYS_OF_TENANT_MAX);

            assertThat(failure(() -> calls.create(key("one more").setTenant("full")))).isEqualTo(ErrorCode.IN_USE);
            assertThatThrownBy(() -> calls.create(key("one more").setTenant("full"))).hasMessageContaining("10000 keys");
            assertThat(calls.create(key("one more").setTenant("another"))).isNotNull();
            calls.revoke(first.getId());
            Key last = calls.create(key("last").setTenant("full"));
            Eventually.isTrue(() -> present.knows(last) && present.keys().get(first.getId()).hasRevokedAt());

            try (var late = KeyWatcher.start(registry.channel(0))) {
                Eventually.isTrue(() -> late.isWhole() && late.knows(last));
                assertThat(late.keys()).hasSize(KEYS_OF_TENANT_MAX + 1).doesNotContainKey(first.getId());
                assertThat(late.parts()).isGreaterThan(2);
                assertThat(late.bytesMax()).isLessThanOrEqualTo(AccessPart.BYTES_MAX);
            }
        }
    }
}
