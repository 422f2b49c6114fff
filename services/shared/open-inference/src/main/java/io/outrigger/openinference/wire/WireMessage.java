package io.outrigger.openinference.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.chassis.server.SizedMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One protobuf message as a list of slices, so that it can be cut, prefixed and joined to others without a copy.
 *
 * <p>A message from the network is one slice: grpc-java's buffers must be given back, so their bytes are copied once, out of
 * them. Written to the network, each slice goes straight into grpc-java's buffers. Immutable.
 */
public final class WireMessage implements SizedMessage {

    private final List<Slice> slices;
    private final int size;

    private WireMessage(List<Slice> slices, int size) {
        this.slices = slices;
        this.size = size;
    }

    /** A message around these bytes, which are not copied. */
    public static WireMessage of(byte[] bytes) {
        return new WireMessage(List.of(Slice.of(bytes)), bytes.length);
    }

    /** A message as protobuf writes it. */
    public static WireMessage of(MessageLite message) {
        return of(message.toByteArray());
    }

    /** A message of these bytes one after the other, which are not copied. */
    public static WireMessage of(List<Slice> slices) {
        int size = 0;
        for (Slice slice : slices) {
            size = Math.addExact(size, slice.length());
        }
        return new WireMessage(List.copyOf(slices), size);
    }

    public List<Slice> slices() {
        return slices;
    }

    public int size() {
        return size;
    }

    @Override
    public int sizeBytes() {
        return size;
    }

    /** The bytes between two places of this message, not copied. */
    public WireMessage part(int from, int to) {
        Objects.checkFromToIndex(from, to, size);
        List<Slice> parts = new ArrayList<>(slices.size());
        int begin = 0;
        for (Slice slice : slices) {
            int end = begin + slice.length();
            if (from < end && begin < to) {
                parts.add(slice.part(Math.max(from, begin) - begin, Math.min(to, end) - begin));
            }
            begin = end;
        }
        return new WireMessage(List.copyOf(parts), to - from);
    }

    /** Whether this message has the same bytes, in whatever slices. */
    public boolean hasSameBytes(WireMessage other) {
        if (size != other.size) {
            return false;
        }
        Slice one = joined();
        Slice two = other.joined();
        return Arrays.equals(one.array(), one.offset(), one.offset() + size, two.array(), two.offset(), two.offset() + size);
    }

    /** The message that protobuf reads here; its bytes fields stay shared with this one, unless it has several slices. */
    public <T> T parse(Parser<T> parser) throws InvalidProtocolBufferException {
        Slice whole = joined();
        var input = UnsafeByteOperations.unsafeWrap(whole.array(), whole.offset(), whole.length()).newCodedInput();
        input.enableAliasing(true);
        T message = parser.parseFrom(input);
        input.checkLastTagWas(0);
        return message;
    }

    /** All bytes in one slice, copied together where there are several. */
    private Slice joined() {
        if (slices.size() == 1) {
            return slices.getFirst();
        }
        byte[] bytes = new byte[size];
        int at = 0;
        for (Slice slice : slices) {
            slice.copyTo(bytes, at);
            at += slice.length();
        }
        return Slice.of(bytes);
    }
}
