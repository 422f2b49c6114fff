package io.outrigger.batchworker.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.testing.Eventually;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ObjectStoreOutageIT {

    @RegisterExtension
    static final BackendsExtension backends = BackendsExtension.s3();

    @Test
    void aStoreThatIsAwayIsWaitedFor() {
        ObjectConfig config = Stores.config(backends, backends.uniqueName() + "-away");
        backends.stopS3();
        try (ObjectStore store = ObjectStore.open(config)) {
            assertThat(store.notReadyReason()).hasValueSatisfying(reason -> assertThat(reason).contains("has not been reached"));
            assertAway(() -> store.put("a", new byte[10]));
            assertAway(() -> store.read(store.own("a"), 0, ObjectStore.TO_THE_END));
            assertAway(() -> store.size(store.own("a")));
            assertAway(() -> store.list("", ""));
            assertAway(() -> store.delete(List.of("a")));
            backends.startS3();
            Eventually.isTrue(() -> store.notReadyReason().isEmpty());
            store.put("a", new byte[10]);
            assertThat(store.size(store.own("a"))).hasValue(10);
        } finally {
            backends.startS3();
        }
    }

    @Test
    void aStoreThatTakesOtherKeysIsNoStore() {
        try (ObjectStore store = ObjectStore.open(Stores.config(backends, backends.uniqueName(), "another key"))) {
            assertThatThrownBy(() -> store.put("a", new byte[10])).isInstanceOf(ServiceException.class)
                    .hasMessage("The object store did not do what it was asked for.").hasMessageNotContaining("another key");
            assertThat(store.notReadyReason()).isPresent();
        }
    }

    private static void assertAway(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(ServiceException.class).hasMessage("The object store cannot be reached.")
                .extracting(failure -> ((ServiceException) failure).code()).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
    }
}
