package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is read of a connection, by a clock that the test holds. */
class RequestBytesTest {

    private static final Duration HEAD_TIME_MAX = Duration.ofSeconds(2);
    private static final byte[] NOTHING_YET = {};

    private final Queue<Supplier<byte[]>> network = new ArrayDeque<>();
    private long now;
    private final RequestBytes requests = new RequestBytes(() -> network.remove().get(),
            new HttpLimits(HEAD_TIME_MAX, Duration.ofSeconds(1), 100, Map.of(), 1, Duration.ofHours(1)), () -> now,
            (failure, correlationId) -> {
                throw new AssertionError("refused", failure);
            });

    @Test
    void nothingEndsALateRequestButItsAnswersEnd() {
        comes("GET /");
        network.add(() -> {
            now += HEAD_TIME_MAX.toNanos();
            assertThat(requests.isLate(now)).isTrue();
            return NOTHING_YET;
        });
        comes(" HTTP/1.1\r\n\r\n");
        network.add(() -> NOTHING_YET);
        network.add(() -> {
            throw new UncheckedIOException(new ClosedChannelException());
        });

        assertThatThrownBy(requests::get).isInstanceOf(RequestBytes.TimedOut.class);
        assertThat(network).as("what is left of the connection").isEmpty();
    }

    @Test
    void aLateRequestIsAnsweredOnceAndItsAnswerHasATimeToo() {
        comes("GET /");
        network.add(() -> {
            now += HEAD_TIME_MAX.toNanos() - 1;
            assertThat(requests.isLate(now)).isFalse();
            now++;
            assertThat(requests.isOverdue(now)).isFalse();
            assertThat(requests.isLate(now)).isTrue();
            assertThat(requests.isLate(now)).isFalse();
            assertThat(requests.isOverdue(now)).isFalse();
            now += Duration.ofSeconds(1).toNanos();
            assertThat(requests.isOverdue(now)).isTrue();
            return null;
        });

        assertThatThrownBy(requests::get).isInstanceOf(RequestBytes.TimedOut.class);
    }

    @Test
    void whereNothingHasComeTheConnectionRestsAndGoesOn() {
        network.add(() -> NOTHING_YET);
        assertThat(requests.get()).isNull();
        assertThat(requests.mayRest()).isTrue();

        now += Duration.ofMinutes(4).toNanos();
        comes("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(new String(requests.get(), StandardCharsets.US_ASCII)).startsWith("GET / HTTP/1.1\r\n");
        assertThat(requests.mayRest()).isFalse();
    }

    private void comes(String text) {
        network.add(() -> text.getBytes(StandardCharsets.US_ASCII));
    }
}
