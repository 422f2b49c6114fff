package io.outrigger.gateway.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** One change of bytes of which nothing is known. */
record ByteChange(double place, Kind kind, byte value) {

    enum Kind {
        INSERT, CHANGE, CUT, REPEAT
    }

    static Arbitrary<ByteChange> any() {
        return Combinators.combine(Arbitraries.doubles().between(0, 1), Arbitraries.of(Kind.class),
                Arbitraries.bytes()).as(ByteChange::new);
    }

    static byte[] of(byte[] good, List<ByteChange> changes) {
        byte[] bytes = good;
        for (ByteChange change : changes) {
            bytes = change.of(bytes);
        }
        return bytes;
    }

    private byte[] of(byte[] bytes) {
        int at = (int) (place * bytes.length);
        var changed = new ByteArrayOutputStream();
        changed.write(bytes, 0, at);
        switch (kind) {
            case INSERT -> {
                changed.write(value);
                changed.write(bytes, at, bytes.length - at);
            }
            case CHANGE -> {
                changed.write(value);
                changed.write(bytes, Math.min(at + 1, bytes.length), Math.max(0, bytes.length - at - 1));
            }
            case CUT -> { }
            case REPEAT -> changed.writeBytes(bytes);
        }
        return changed.toByteArray();
    }
}
