package io.outrigger.chassis.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Writes answers; a caller that is gone meanwhile is the caller's end, whatever the socket says of it. */
final class AnswerWriter implements DataWriter {

    private final DataWriter out;
    private final UnaryOperator<BufferData> form;
    private final Duration timeMax;
    private volatile long endsAt;
    private volatile boolean writing;

    /**
     * @param form makes of an answer's bytes what its client can read
     * @param timeMax how long a client may leave unread what is written, and a second more for each 16 KiB of it
     */
    AnswerWriter(DataWriter out, UnaryOperator<BufferData> form, Duration timeMax) {
        this.out = out;
        this.form = form;
        this.timeMax = timeMax;
    }

    /** Whether the client does not read its answer. */
    boolean isStalled(long now) {
        return writing && now - endsAt > 0;
    }

    @Override
    public void write(BufferData... buffers) {
        write(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        send(buffer, out::write);
    }

    @Override
    public void writeNow(BufferData... buffers) {
        writeNow(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        send(buffer, out::writeNow);
    }

    private void send(BufferData buffer, Consumer<BufferData> way) {
        try {
            BufferData formed = form.apply(buffer);
            endsAt = System.nanoTime() + timeMax.toNanos()
                    + formed.available() * (1_000_000_000L / RequestBytes.BODY_BYTES_PER_SECOND_MIN);
            writing = true;
            way.accept(formed);
        } catch (RuntimeException gone) {
            throw new CloseConnectionException("the caller went away before its answer was written", gone);
        } finally {
            writing = false;
        }
    }

    @Override
    public void flush() {
        out.flush();
    }
}
