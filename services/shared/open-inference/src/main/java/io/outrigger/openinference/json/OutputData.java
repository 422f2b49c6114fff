package io.outrigger.openinference.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Datatype;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes one output's raw bytes, known to fill its shape, as a flat JSON array.
 *
 * <p>NaN and infinities become null, as in JavaScript's JSON: bare NaN, which Triton writes, is not JSON and strict clients
 * refuse the whole answer for it, and one masked -Infinity is no reason to fail a batch that was computed. Who needs them asks
 * for binary data. The half-width floats are written as the numbers they are.
 */
final class OutputData {

    private OutputData() {
    }

    static void write(JsonGenerator json, String tensor, Datatype datatype, ByteString raw) throws IOException {
        ByteBuffer values = raw.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        json.writeStartArray();
        for (int element = 0; values.hasRemaining(); element++) {
            switch (datatype) {
                case BOOL -> json.writeBoolean(values.get() != 0);
                case UINT8 -> json.writeNumber(values.get() & 0xff);
                case UINT16 -> json.writeNumber(values.getShort() & 0xffff);
                case UINT32 -> json.writeNumber(values.getInt() & 0xffff_ffffL);
                case UINT64 -> unsigned(json, values.getLong());
                case INT8 -> json.writeNumber(values.get());
                case INT16 -> json.writeNumber(values.getShort());
                case INT32 -> json.writeNumber(values.getInt());
                case INT64 -> json.writeNumber(values.getLong());
                case FP16 -> floating(json, Float.float16ToFloat(values.getShort()));
                case BF16 -> floating(json, Float.intBitsToFloat(values.getShort() << Short.SIZE));
                case FP32 -> floating(json, values.getFloat());
                case FP64 -> floating(json, values.getDouble());
                case BYTES -> text(json, tensor, element, raw, values);
            }
        }
        json.writeEndArray();
    }

    static void unsigned(JsonGenerator json, long value) throws IOException {
        if (value >= 0) {
            json.writeNumber(value);
        } else {
            json.writeNumber(new BigInteger(Long.toUnsignedString(value)));
        }
    }

    static void floating(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    /** A float in the shortest decimal that reads back as the same float, which is shorter than the double's. */
    private static void floating(JsonGenerator json, float value) throws IOException {
        if (Float.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    /** Writes the text that begins with its length here, and steps behind it. */
    private static void text(JsonGenerator json, String tensor, int element, ByteString raw, ByteBuffer values) throws IOException {
        int length = values.getInt();
        int begin = values.position();
        values.position(begin + length);
        ByteString text = raw.substring(begin, begin + length);
        if (!text.isValidUtf8()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Element " + element + " of output " + Quote.of(tensor)
                    + " is not UTF-8 text, so JSON cannot hold it; ask for the output with binary_data.");
        }
        json.writeString(text.toStringUtf8());
    }
}
