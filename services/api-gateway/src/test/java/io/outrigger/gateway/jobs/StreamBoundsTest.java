package io.outrigger.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.gateway.streams.StreamPlaces;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What keeps streams within bounds: places, and asking for no more than is taken. */
class StreamBoundsTest {

    @Test
    void aPlaceIsGivenBackOnce() {
        StreamPlaces places = new StreamPlaces(1, "watched jobs");
        StreamPlaces.Place place = places.take("acme");

        assertThatThrownBy(() -> places.take("acme")).isInstanceOfSatisfying(ServiceException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
            assertThat(refused.retryAfter()).isPresent();
        });
        place.close();
        place.close();
        places.take("acme");
        assertThatThrownBy(() -> places.take("acme")).isInstanceOf(ServiceException.class);
    }

    @Test
    void whoTakesManyPlacesLeavesSomeToOthers() {
        StreamPlaces places = new StreamPlaces(64, "watched jobs");
        for (int i = 0; i < 48; i++) {
            places.take("flood");
        }
        assertThatThrownBy(() -> places.take("flood")).isInstanceOf(ServiceException.class).hasMessageContaining("its share");
        for (int i = 0; i < 16; i++) {
            places.take("quiet");
        }
        assertThatThrownBy(() -> places.take("another")).isInstanceOf(ServiceException.class).hasMessageContaining("At most 64");
    }

    @Test
    void theNextMessageIsAskedForWhenThereIsRoom() {
        AtomicInteger asked = new AtomicInteger();
        FlowGate gate = new FlowGate(asked::incrementAndGet);

        gate.open();
        assertThat(asked).hasValue(0);
        gate.passed(() -> true);
        assertThat(asked).hasValue(1);
        gate.passed(() -> false);
        assertThat(asked).hasValue(1);
        gate.open();
        gate.open();
        assertThat(asked).hasValue(2);
    }

    @Test
    void anIdempotencyKeyIsPrintableAndComesOnce() {
        assertThat(IdempotencyKey.of(List.of())).isEmpty();
        assertThat(IdempotencyKey.of(List.of("a b/c"))).isEqualTo("a b/c");
        for (List<String> wrong : List.of(List.of("a", "b"), List.of(""), List.of("x".repeat(256)), List.of("ü"))) {
            assertThatThrownBy(() -> IdempotencyKey.of(wrong)).isInstanceOfSatisfying(ServiceException.class, refused ->
                    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_HEADER));
        }
    }
}
