package io.outrigger.gateway.picture;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.registryview.ImageAdapter;
import io.outrigger.registryview.ImageAdapter.Color;
import io.outrigger.registryview.ImageAdapter.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Writes planes of 0 to 255 as the elements that a model wants: inverted, scaled, laid out, in its datatype. */
final class TensorWriter {

    private TensorWriter() {
    }

    static ByteString write(float[][] planes, ImageAdapter adapter, Datatype datatype) {
        int channels = adapter.color().channels();
        int pixels = adapter.width() * adapter.height();
        float[][] elements = new float[channels][];
        for (int channel = 0; channel < channels; channel++) {
            float[] plane = planes[adapter.color() == Color.BGR ? channels - 1 - channel : channel];
            elements[channel] = elements(plane, adapter, channel);
        }
        ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(pixels * channels, datatype.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        if (adapter.layout() == Layout.NCHW) {
            for (float[] channel : elements) {
                for (float element : channel) {
                    put(raw, element, datatype);
                }
            }
        } else {
            for (int pixel = 0; pixel < pixels; pixel++) {
                for (float[] channel : elements) {
                    put(raw, channel[pixel], datatype);
                }
            }
        }
        return UnsafeByteOperations.unsafeWrap(raw.array());
    }

    private static float[] elements(float[] plane, ImageAdapter adapter, int channel) {
        float scale = (float) factor(adapter.scale(), channel, 1);
        float offset = (float) factor(adapter.offset(), channel, 0);
        float[] elements = new float[plane.length];
        for (int i = 0; i < plane.length; i++) {
            float value = adapter.invert() ? 255 - plane[i] : plane[i];
            elements[i] = value * scale + offset;
        }
        return elements;
    }

    private static double factor(List<Double> factors, int channel, double standard) {
        return factors.isEmpty() ? standard : factors.get(factors.size() == 1 ? 0 : channel);
    }

    private static void put(ByteBuffer raw, float element, Datatype datatype) {
        switch (datatype) {
            case FP32 -> raw.putFloat(element);
            case FP64 -> raw.putDouble(element);
            case FP16 -> raw.putShort(Float.floatToFloat16(element));
            case BF16 -> raw.putShort(bfloat16(element));
            case UINT8 -> raw.put((byte) whole(element, 0, 0xff));
            case UINT16 -> raw.putShort((short) whole(element, 0, 0xffff));
            case UINT32 -> raw.putInt((int) whole(element, 0, 0xffff_ffffL));
            case UINT64 -> raw.putLong(whole(element, 0, Long.MAX_VALUE));
            case INT8 -> raw.put((byte) whole(element, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16 -> raw.putShort((short) whole(element, Short.MIN_VALUE, Short.MAX_VALUE));
            case INT32 -> raw.putInt((int) whole(element, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> raw.putLong(whole(element, Long.MIN_VALUE, Long.MAX_VALUE));
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
