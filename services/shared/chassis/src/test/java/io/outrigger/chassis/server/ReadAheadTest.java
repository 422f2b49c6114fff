package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Who reads a connection when, and what becomes of what was read ahead. */
class ReadAheadTest {

    private static final byte[] END = {};
    private static final byte[] BROKEN = {0};

    private final BlockingQueue<byte[]> network = new LinkedBlockingQueue<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();
    private final ReadAhead bytes = new ReadAhead(socket());

    @Test
    void whatComesAheadIsKeptInItsOrder() {
        send("a");
        assertThat(next()).isEqualTo("a");
        bytes.look(gone::incrementAndGet);
        send("b");
        send("c");
        Eventually.isTrue(() -> reads.get() == 4);

        assertThat(next()).isEqualTo("bc");
        send("d");
        assertThat(next()).as("by the read that is under way").isEqualTo("d");
        send("e");
        assertThat(next()).isEqualTo("e");
        assertThat(gone).hasValue(0);
    }

    @Test
    void oneReadIsUnderWayAtATimeHoweverOftenSomebodyLooks() {
        for (int look = 0; look < 10; look++) {
            bytes.look(gone::incrementAndGet);
        }
        Eventually.isTrue(() -> reads.get() == 1);
        send("a");
        assertThat(next()).isEqualTo("a");
    }

    @Test
    void theEndAndABrokenConnectionAreSeen() {
        for (byte[] last : new byte[][] {END, BROKEN}) {
            ReadAhead other = new ReadAhead(socket());
            int before = gone.get();
            other.look(gone::incrementAndGet);
            network.add(last);
            Eventually.isTrue(() -> gone.get() == before + 1);
            assertThat(other.get()).isNull();
            other.look(gone::incrementAndGet);
            assertThat(gone).as("and are told again to who looks again").hasValue(before + 2);
        }
    }

    @Test
    void theEndIsNoNewsForWhoWaitsForBytes() throws InterruptedException {
        bytes.look(gone::incrementAndGet);
        Thread server = Thread.startVirtualThread(() -> assertThat(bytes.get()).isNull());
        Eventually.isTrue(() -> server.getState() == Thread.State.WAITING);
        network.add(END);
        server.join();

        assertThat(gone).hasValue(0);
    }

    @Test
    void whatCameBeforeTheEndIsThereStill() {
        bytes.look(gone::incrementAndGet);
        send("request");
        network.add(END);
        Eventually.isTrue(() -> gone.get() == 1);

        assertThat(next()).isEqualTo("request");
        assertThat(bytes.get()).isNull();
    }

    @Test
    void whoSendsMoreThanIsKeptIsReadNoFurther() {
        bytes.look(gone::incrementAndGet);
        int pieces = ReadAhead.BYTES_MAX / 1_024;
        for (int piece = 0; piece < 2 * pieces; piece++) {
            network.add(new byte[1_024]);
        }
        Eventually.isTrue(() -> network.size() == pieces);
        bytes.look(gone::incrementAndGet);

        assertThat(bytes.get()).hasSize(ReadAhead.BYTES_MAX);
        assertThat(network).hasSize(pieces);
        assertThat(bytes.get()).hasSize(1_024);
    }

    private void send(String text) {
        network.add(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String next() {
        return new String(bytes.get(), StandardCharsets.US_ASCII);
    }

    private Supplier<byte[]> socket() {
        return () -> {
            reads.incrementAndGet();
            try {
                byte[] read = network.take();
                if (read == BROKEN) {
                    throw new UncheckedIOException(new IOException("reset"));
                }
                return read == END ? null : read;
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        };
    }
}
