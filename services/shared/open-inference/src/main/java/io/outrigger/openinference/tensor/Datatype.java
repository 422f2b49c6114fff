package io.outrigger.openinference.tensor;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fourteen element types of the protocol; the name of the constant is the name on the wire. */
public enum Datatype {
    BOOL(1, Kind.BOOLEAN),
    UINT8(1, Kind.UNSIGNED),
    UINT16(2, Kind.UNSIGNED),
    UINT32(4, Kind.UNSIGNED),
    UINT64(8, Kind.UNSIGNED),
    INT8(1, Kind.SIGNED),
    INT16(2, Kind.SIGNED),
    INT32(4, Kind.SIGNED),
    INT64(8, Kind.SIGNED),
    FP16(2, Kind.FLOATING),
    FP32(4, Kind.FLOATING),
    FP64(8, Kind.FLOATING),
    BF16(2, Kind.FLOATING),
    BYTES(0, Kind.TEXT);

    /** What the elements are, apart from their width. */
    public enum Kind { BOOLEAN, UNSIGNED, SIGNED, FLOATING, TEXT }

    private static final Map<String, Datatype> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Datatype::name, Function.identity()));

    private final int bytes;
    private final Kind kind;

    Datatype(int bytes, Kind kind) {
        this.bytes = bytes;
        this.kind = kind;
    }

    /** Bytes of one element; 0 for BYTES, whose elements each have a length of their own. */
    public int bytes() {
        return bytes;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether every element has the same width. */
    public boolean isFixedWidth() {
        return bytes > 0;
    }

    /** The datatype of that name on the wire; names are upper case there. */
    public static Optional<Datatype> ofName(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
