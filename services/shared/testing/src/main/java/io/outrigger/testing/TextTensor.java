package io.outrigger.testing;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;

/** The raw bytes of a BYTES tensor: each element after its length, in four bytes with the lowest first. */
public final class TextTensor {

    private TextTensor() {
    }

    public static ByteString of(List<ByteString> elements) {
        return elements.stream().flatMap(element -> Stream.of(length(element), element)).reduce(ByteString.EMPTY, ByteString::concat);
    }

    private static ByteString length(ByteString element) {
        return ByteString.copyFrom(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(element.size()).flip());
    }
}
