package io.outrigger.modelserver.execution;

import io.outrigger.modelserver.runtime.ElementType;
import io.outrigger.modelserver.runtime.RuntimeFailure;
import io.outrigger.modelserver.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An output of a batch, handed out request by request from its first row to its last. */
final class OutputRows {

    private final Tensor output;
    private final boolean batched;
    private final int rows;
    private final ByteBuffer rest;

    OutputRows(Tensor output, boolean batched, int rows) throws RuntimeFailure {
        if (batched && (output.shape().length == 0 || output.shape()[0] != rows)) {
            throw RuntimeFailure.ofModel("output '" + output.name() + "' does not have a row for each of the " + rows + " rows given");
        }
        this.output = output;
        this.batched = batched;
        this.rows = rows;
        this.rest = output.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The next rows, copied. */
    Tensor take(int count) {
        if (!batched) {
            return new Tensor(output.name(), output.type(), output.shape(), copy(rest.remaining()));
        }
        long[] shape = shape(count);
        return new Tensor(output.name(), output.type(), shape, copy(bytes(shape)));
    }

    /** Passes over the rows of a request that did not ask for this output. */
    void skip(int count) {
        if (batched) {
            rest.position(rest.position() + bytes(shape(count)));
        }
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
