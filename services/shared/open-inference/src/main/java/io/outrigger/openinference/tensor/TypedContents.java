package io.outrigger.openinference.tensor;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** One tensor's data as it travels in protobuf's typed fields: the check of it, and the way from there to raw bytes. */
public final class TypedContents {

    private TypedContents() {
    }

    /** Whether a tensor brings anything in its typed fields; MLServer's client writes the message without content beside raw data. */
    public static boolean holdSomething(InferInputTensor input) {
        return input.hasContents() && input.getContents().getSerializedSize() > 0;
    }

    /** Returns when exactly the datatype's field is filled, with as many elements as the shape claims, each within its type. */
    public static void check(String tensor, List<Long> shape, Datatype datatype, InferTensorContents contents) {
        long expected = ElementCount.of(tensor, shape);
        int found = count(datatype, contents);
        if (all(contents) != found) {
            throw new ServiceException(ErrorCode.DATATYPE_MISMATCH, "Tensor " + Quote.of(tensor) + " is " + datatype
                    + " but has contents in a field of another datatype; " + field(datatype) + " is expected.");
        }
        if (found != expected) {
            throw new ServiceException(ErrorCode.DATA_SIZE_MISMATCH, "Tensor " + Quote.of(tensor) + " has " + found
                    + " elements in " + field(datatype) + " but its shape " + ShapeText.of(shape) + " needs " + expected + ".");
        }
        switch (datatype) {
            case INT8 -> signed(tensor, datatype, contents, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INT16 -> signed(tensor, datatype, contents, Short.MIN_VALUE, Short.MAX_VALUE);
            case UINT8 -> unsigned(tensor, datatype, contents, 0xff);
            case UINT16 -> unsigned(tensor, datatype, contents, 0xffff);
            case BOOL, INT32, INT64, UINT32, UINT64, FP16, BF16, FP32, FP64, BYTES -> { }
        }
    }

    /** The same elements as raw bytes, after the same check. */
    public static ByteString toRaw(String tensor, List<Long> shape, Datatype datatype, InferTensorContents contents) {
        check(tensor, shape, datatype, contents);
        int count = count(datatype, contents);
        long size = (long) count * (datatype.isFixedWidth() ? datatype.bytes() : Integer.BYTES);
        for (int i = 0; i < contents.getBytesContentsCount(); i++) {
            size += contents.getBytesContents(i).size();
        }
        if (size > Integer.MAX_VALUE - Long.BYTES) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE,
                    "Tensor " + Quote.of(tensor) + " has " + size + " bytes; a tensor is expected to stay below 2 GiB.");
        }
        var raw = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            switch (datatype) {
                case BOOL -> raw.put((byte) (contents.getBoolContents(i) ? 1 : 0));
                case INT8 -> raw.put((byte) contents.getIntContents(i));
                case INT16 -> raw.putShort((short) contents.getIntContents(i));
                case INT32 -> raw.putInt(contents.getIntContents(i));
                case INT64 -> raw.putLong(contents.getInt64Contents(i));
                case UINT8 -> raw.put((byte) contents.getUintContents(i));
                case UINT16 -> raw.putShort((short) contents.getUintContents(i));
                case UINT32 -> raw.putInt(contents.getUintContents(i));
                case UINT64 -> raw.putLong(contents.getUint64Contents(i));
                case FP32 -> raw.putFloat(contents.getFp32Contents(i));
                case FP64 -> raw.putDouble(contents.getFp64Contents(i));
                case BYTES -> raw.putInt(contents.getBytesContents(i).size()).put(contents.getBytesContents(i).asReadOnlyByteBuffer());
                case FP16, BF16 -> throw new IllegalStateException("count() is 0 for " + datatype);
            }
        }
        return UnsafeByteOperations.unsafeWrap(raw.array());
    }

    private static int count(Datatype datatype, InferTensorContents contents) {
        return switch (datatype) {
            case BOOL -> contents.getBoolContentsCount();
            case INT8, INT16, INT32 -> contents.getIntContentsCount();
            case INT64 -> contents.getInt64ContentsCount();
            case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
            case UINT64 -> contents.getUint64ContentsCount();
            case FP32 -> contents.getFp32ContentsCount();
            case FP64 -> contents.getFp64ContentsCount();
            case BYTES -> contents.getBytesContentsCount();
            case FP16, BF16 -> 0;
        };
    }

    private static int all(InferTensorContents contents) {
        return contents.getBoolContentsCount() + contents.getIntContentsCount() + contents.getInt64ContentsCount()
                + contents.getUintContentsCount() + contents.getUint64ContentsCount() + contents.getFp32ContentsCount()
                + contents.getFp64ContentsCount() + contents.getBytesContentsCount();
    }

    private static String field(Datatype datatype) {
        return switch (datatype) {
            case BOOL -> "bool_contents";
            case INT8, INT16, INT32 -> "int_contents";
            case INT64 -> "int64_contents";
            case UINT8, UINT16, UINT32 -> "uint_contents";
            case UINT64 -> "uint64_contents";
            case FP32 -> "fp32_contents";
            case FP64 -> "fp64_contents";
            case BYTES -> "bytes_contents";
            case FP16, BF16 -> "raw_input_contents";
        };
    }

    private static void signed(String tensor, Datatype datatype, InferTensorContents contents, int min, int max) {
        for (int i = 0; i < contents.getIntContentsCount(); i++) {
            int value = contents.getIntContents(i);
            if (value < min || value > max) {
                throw outOfRange(tensor, datatype, i, Integer.toString(value), min, max);
            }
        }
    }

    private static void unsigned(String tensor, Datatype datatype, InferTensorContents contents, int max) {
        for (int i = 0; i < contents.getUintContentsCount(); i++) {
            int value = contents.getUintContents(i);
            if (Integer.compareUnsigned(value, max) > 0) {
                throw outOfRange(tensor, datatype, i, Integer.toUnsignedString(value), 0, max);
            }
        }
    }

    private static ServiceException outOfRange(String tensor, Datatype datatype, int index, String value, int min, int max) {
        return new ServiceException(ErrorCode.VALUE_OUT_OF_RANGE, "Element " + index + " of tensor " + Quote.of(tensor)
                + " is " + value + " but " + datatype + " reaches from " + min + " to " + max + ".");
    }
}
