package io.outrigger.openinference.wire;

import com.google.protobuf.MessageLite;
import io.outrigger.chassis.server.SizedMessage;

/** One protobuf message as the bytes that were read; whoever holds it must not write to them. */
public final class WireMessage implements SizedMessage {

    private final byte[] bytes;

    private WireMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A message around these bytes, which are not copied. */
    public static WireMessage of(byte[] bytes) {
        return new WireMessage(bytes);
    }

    /** A message as protobuf writes it. */
    public static WireMessage of(MessageLite message) {
        return new WireMessage(message.toByteArray());
    }

    /** The bytes themselves, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public int sizeBytes() {
        return bytes.length;
    }
}
