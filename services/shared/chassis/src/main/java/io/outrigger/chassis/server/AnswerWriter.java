package io.outrigger.chassis.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.CloseConnectionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Writes answers; a caller that is gone meanwhile is the caller's end, whatever the socket says of it. */
final class AnswerWriter implements DataWriter {

    private final DataWriter out;
    private final UnaryOperator<BufferData> form;

    /** @param form makes of an answer's bytes what its client can read */
    AnswerWriter(DataWriter out, UnaryOperator<BufferData> form) {
        this.out = out;
        this.form = form;
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
            way.accept(form.apply(buffer));
        } catch (RuntimeException gone) {
            throw new CloseConnectionException("the caller went away before its answer was written", gone);
        }
    }

    @Override
    public void flush() {
        out.flush();
    }
}
