package io.outrigger.modelserver.runtime;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** BYTES tensors between the wire (each element after its length) and the strings that ONNX knows. */
public final class ElementStrings {

    private ElementStrings() {
    }

    /** How many elements the bytes hold; empty where a length runs past the end. */
    public static OptionalInt count(ByteBuffer data) {
        ByteBuffer rest = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int count = 0;
        while (rest.hasRemaining()) {
            if (rest.remaining() < Integer.BYTES) {
                return OptionalInt.empty();
            }
            long length = Integer.toUnsignedLong(rest.getInt());
            if (length > rest.remaining()) {
                return OptionalInt.empty();
            }
            rest.position(rest.position() + (int) length);
            count++;
        }
        return OptionalInt.of(count);
    }

    /** The elements as strings; fails where one is not UTF-8, which is all that an ONNX string may be. */
    static String[] decode(ByteBuffer data) throws CharacterCodingException {
        ByteBuffer rest = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        List<String> elements = new ArrayList<>();
        while (rest.hasRemaining()) {
            int length = rest.getInt();
            elements.add(StandardCharsets.UTF_8.newDecoder().decode(rest.slice(rest.position(), length)).toString());
            rest.position(rest.position() + length);
        }
        return elements.toArray(String[]::new);
    }

    /** The wire's bytes of an array of strings, nested to any depth, or of one string. */
    static ByteBuffer encode(Object value) {
        var bytes = new ByteArrayOutputStream();
        encode(value, bytes);
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    /** The wire's bytes of a list of elements. */
    public static ByteBuffer encode(List<String> elements) {
        return encode((Object) elements.toArray(String[]::new));
    }

    private static void encode(Object value, ByteArrayOutputStream bytes) {
        if (value instanceof String element) {
            byte[] text = element.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(text.length).array());
            bytes.writeBytes(text);
            return;
        }
        for (int i = 0; i < Array.getLength(value); i++) {
            encode(Array.get(value, i), bytes);
        }
    }
}
