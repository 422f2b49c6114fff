package io.outrigger.openinference.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Messages in several slices, each in the midst of an array of its own that holds other bytes too. */
public final class Pieces {

    private static final byte OTHER = 0x7f;

    private Pieces() {
    }

    /** The bytes, cut before these places. */
    public static WireMessage cut(byte[] bytes, int... places) {
        List<Slice> slices = new ArrayList<>();
        int from = 0;
        for (int place : places) {
            slices.add(slice(bytes, from, place));
            from = place;
        }
        slices.add(slice(bytes, from, bytes.length));
        return WireMessage.of(slices);
    }

    /** The bytes one by one. */
    public static WireMessage cutEverywhere(byte[] bytes) {
        return cut(bytes, IntStream.range(1, bytes.length).toArray());
    }

    /** The bytes cut anywhere, now and then twice at one place. */
    public static WireMessage cutAnywhere(byte[] bytes, Random random) {
        return cut(bytes, random.ints(random.nextInt(6), 0, bytes.length + 1).sorted().toArray());
    }

    private static Slice slice(byte[] bytes, int from, int to) {
        byte[] array = new byte[to - from + 5];
        Arrays.fill(array, OTHER);
        System.arraycopy(bytes, from, array, 2, to - from);
        return Slice.of(array, 2, to - from);
    }
}
