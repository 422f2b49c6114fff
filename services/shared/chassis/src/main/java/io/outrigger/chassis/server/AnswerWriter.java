package io.outrigger.chassis.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Writes answers; a caller that is gone meanwhile is the caller's end, whatever the socket says of it. Large ones count towards the
 * server's budget of bytes until they are written, and all of them have a time to be read in.
 */
final class AnswerWriter implements DataWriter {

    private static final int SMALL_BYTES = 64 << 10;

    private final DataWriter out;
    private final UnaryOperator<BufferData> form;
    private final Duration timeMax;
    private final ByteBudget bytes;
    private long nanosLeft;
    private volatile long endsAt;
    private volatile boolean writing;

    /**
     * @param form makes of an answer's bytes what its client can read
     * @param timeMax how long a client may leave unread what is written, and a second more for each 16 KiB of it
     */
    AnswerWriter(DataWriter out, UnaryOperator<BufferData> form, Duration timeMax, ByteBudget bytes) {
        this.out = out;
        this.form = form;
        this.timeMax = timeMax;
        this.bytes = bytes;
    }

    /** The answer to another request has its time for itself. */
    void begin() {
        nanosLeft = timeMax.toNanos();
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
        long counted = 0;
        try {
            BufferData formed = form.apply(buffer);
            int size = formed.available();
            if (size > SMALL_BYTES) {
                bytes.force(size);
                counted = size;
            }
            long began = System.nanoTime();
            nanosLeft += size * ArrivingBody.NANOS_PER_BYTE_MAX;
            endsAt = began + nanosLeft;
            writing = true;
            way.accept(formed);
            // Who reads a little now and then is no better than who reads nothing; and who has read much could be silent for hours.
            nanosLeft = Math.min(nanosLeft - (System.nanoTime() - began), timeMax.toNanos());
        } catch (RuntimeException gone) {
            throw new CloseConnectionException("the caller went away before its answer was written", gone);
        } finally {
            writing = false;
            if (counted > 0) {
                bytes.release(counted);
            }
        }
    }

    @Override
    public void flush() {
        out.flush();
    }
}
