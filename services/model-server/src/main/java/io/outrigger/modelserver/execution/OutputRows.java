package io.outrigger.modelserver.execution;

import io.outrigger.modelserver.runtime.ElementType;
import io.outrigger.modelserver.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An output of a joined run, handed out request by request from its first row to its last. */
final class OutputRows {

    private final Tensor output;
    private final int rows;
    private final ByteBuffer rest;

    OutputRows(Tensor output, int rows) throws UnevenRowsException {
        if (output.shape().length == 0 || output.shape()[0] != rows) {
            throw new UnevenRowsException(output.name(), output.shape(), rows);
        }
        this.output = output;
        this.rows = rows;
        this.rest = output.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The next rows, copied. */
    Tensor take(int count) {
        long[] shape = shape(count);
        return new Tensor(output.name(), output.type(), shape, copy(bytes(shape)));
    }

    /** Passes over the rows of a request that did not ask for this output. */
    void skip(int count) {
        rest.position(rest.position() + bytes(shape(count)));
    }

    private long[] shape(int count) {
        long[] shape = output.shape().clone();
        shape[0] = count;
        return shape;
    }

    private int bytes(long[] shape) {
        return output.type() == ElementType.BYTES ? bytesOfElements(shape) : (int) (output.data().remaining() / rows * shape[0]);
    }

    private int bytesOfElements(long[] shape) {
        long elements = 1;
        for (long dim : shape) {
            elements *= dim;
        }
        int at = rest.position();
        for (long i = 0; i < elements; i++) {
            at += Integer.BYTES + rest.getInt(at);
        }
        return at - rest.position();
    }

    private ByteBuffer copy(int bytes) {
        byte[] own = new byte[bytes];
        rest.get(own);
        return ByteBuffer.wrap(own);
    }
}
