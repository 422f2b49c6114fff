package io.outrigger.intake.picture;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes channel after channel as the elements that a model wants: normalized, laid out, in its datatype. */
final class TensorWriter {

    private final ImageAdapter adapter;
    private final Datatype datatype;
    private final ByteBuffer raw;

    TensorWriter(ImageAdapter adapter, Datatype datatype) {
        this.adapter = adapter;
        this.datatype = datatype;
        this.raw = ByteBuffer.allocate(Math.toIntExact(adapter.elements() * datatype.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @param plane the channel's place in the picture: red, green, blue */
    void write(int plane, Canvas canvas) {
        int channels = adapter.color().channels();
        int channel = adapter.color() == Color.BGR ? channels - 1 - plane : plane;
        Normalization normalization = Normalization.of(adapter, plane, channel);
        boolean together = adapter.layout() == Layout.NCHW;
        int step = datatype.bytes() * (together ? 1 : channels);
        int index = datatype.bytes() * (together ? channel * canvas.values().length : channel);
        for (float value : canvas.values()) {
            put(index, normalization.element(value));
            index += step;
        }
    }

    ByteString bytes() {
        return UnsafeByteOperations.unsafeWrap(raw.array());
    }

    private void put(int index, float element) {
        switch (datatype) {
            case FP32 -> raw.putFloat(index, element);
            case FP64 -> raw.putDouble(index, element);
            case FP16 -> raw.putShort(index, Float.floatToFloat16(element));
            case BF16 -> raw.putShort(index, bfloat16(element));
            case UINT8 -> raw.put(index, (byte) whole(element, 0, 0xff));
            case UINT16 -> raw.putShort(index, (short) whole(element, 0, 0xffff));
            case UINT32 -> raw.putInt(index, (int) whole(element, 0, 0xffff_ffffL));
            case UINT64 -> raw.putLong(index, whole(element, 0, Long.MAX_VALUE));
            case INT8 -> raw.put(index, (byte) whole(element, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16 -> raw.putShort(index, (short) whole(element, Short.MIN_VALUE, Short.MAX_VALUE));
            case INT32 -> raw.putInt(index, (int) whole(element, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> raw.putLong(index, whole(element, Long.MIN_VALUE, Long.MAX_VALUE));
            case BOOL, BYTES -> throw new ServiceException(ErrorCode.IMAGE_NOT_SUPPORTED,
                    "The model's input is " + datatype + ", which a picture cannot become; send tensors.");
        }
    }

    private static long whole(float element, long min, long max) {
        return Math.clamp(Math.round((double) element), min, max);
    }

    /** The upper half of a float, rounded to the nearest, ties to even. */
    private static short bfloat16(float element) {
        int bits = Float.floatToRawIntBits(element);
        return (short) ((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    }
}
