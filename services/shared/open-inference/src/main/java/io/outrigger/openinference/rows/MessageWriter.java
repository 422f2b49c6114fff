package io.outrigger.openinference.rows;

import com.google.protobuf.CodedOutputStream;
import io.outrigger.openinference.wire.Slice;
import io.outrigger.openinference.wire.Splice;
import io.outrigger.openinference.wire.WireMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A message being put together: what is written anew stands in one small array, and slices of other messages lie between. */
final class MessageWriter {

    /** Bytes of a data field's tag and length, at most. */
    static final int DELIMITER_BYTES_MAX = 6;

    private final byte[] bytes;
    private final CodedOutputStream output;
    private final List<Slice> slices = new ArrayList<>();
    private int begun;

    /** A writer for so many bytes anew, at most. */
    MessageWriter(int bytesMax) {
        this.bytes = new byte[bytesMax];
        this.output = CodedOutputStream.newInstance(bytes);
    }

    /** Where fields are written anew. */
    CodedOutputStream output() {
        return output;
    }

    /** Begins a field whose value is data of so many bytes, which follow. */
    void beginData(int field, int size) throws IOException {
        Splice.writeDelimiter(output, field, size);
    }

    /** Bytes that lie elsewhere, which are not copied. */
    void add(List<Slice> shared) {
        flush();
        slices.addAll(shared);
    }

    WireMessage message() {
        flush();
        return WireMessage.of(slices);
    }

    private void flush() {
        int written = bytes.length - output.spaceLeft();
        if (written > begun) {
            slices.add(Slice.of(bytes, begun, written - begun));
            begun = written;
        }
    }
}
