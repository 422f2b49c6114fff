package io.outrigger.openinference.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rewrites a message's head by cutting its bytes: what it says anew is written in front, the old is left out, and everything
 * else, unknown fields and tensors alike, stays in the bytes that came.
 *
 * <p>Protobuf reads the result as if the message had been parsed, changed and written. The old fields are cut out although
 * protobuf would let a later one win: strict readers, ours among them, take a name once.
 */
public final class Splice {

    /** The parameter that says how many microseconds a model server may take. */
    public static final String TIMEOUT = "timeout";

    /** A map's entry is a message with the key as field 1 and the value as field 2. */
    private static final int KEY = 1;
    private static final int VALUE = 2;
    /** The fields are numbered alike in requests and answers. */
    private static final int MODEL_NAME = ModelInferRequest.MODEL_NAME_FIELD_NUMBER;
    private static final int MODEL_VERSION = ModelInferRequest.MODEL_VERSION_FIELD_NUMBER;
    private static final int PARAMETERS = ModelInferRequest.PARAMETERS_FIELD_NUMBER;

    private Splice() {
    }

    /** The request, for another name and version and with this much time; an empty text leaves the field out. */
    public static WireMessage request(ScannedRequest request, String modelName, String modelVersion, long timeoutMicros) {
        FieldPlaces places = request.places();
        var cuts = new Cuts(request.message());
        for (int i = 0; i < places.count(); i++) {
            int field = places.field(i);
            if (field == MODEL_NAME || field == MODEL_VERSION || field == PARAMETERS && isTimeout(request, i)) {
                cuts.cut(places.start(i), places.end(i));
            }
        }
        int valueSize = CodedOutputStream.computeInt64Size(InferParameter.INT64_PARAM_FIELD_NUMBER, timeoutMicros);
        int entrySize = CodedOutputStream.computeStringSize(KEY, TIMEOUT) + delimitedSize(VALUE, valueSize);
        return message(namesSize(modelName, modelVersion) + delimitedSize(PARAMETERS, entrySize), output -> {
            writeNames(output, modelName, modelVersion);
            writeDelimiter(output, PARAMETERS, entrySize);
            output.writeString(KEY, TIMEOUT);
            writeDelimiter(output, VALUE, valueSize);
            output.writeInt64(InferParameter.INT64_PARAM_FIELD_NUMBER, timeoutMicros);
        }, cuts);
    }

    /** The answer, of a model by another name and version. */
    public static WireMessage answer(WireMessage answer, String modelName, String modelVersion) {
        var cuts = new Cuts(answer);
        try {
            var reader = new WireReader(answer);
            while (reader.next()) {
                reader.skip();
                boolean name = reader.field() == ModelInferResponse.MODEL_NAME_FIELD_NUMBER
                        || reader.field() == ModelInferResponse.MODEL_VERSION_FIELD_NUMBER;
                if (name && reader.isLengthDelimited()) {
                    cuts.cut(reader.start(), reader.position());
                }
            }
        } catch (WireReader.Malformed e) {
            throw InferResponses.unreadable(e);
        }
        return message(namesSize(modelName, modelVersion), output -> writeNames(output, modelName, modelVersion), cuts);
    }

    private static boolean isTimeout(ScannedRequest request, int index) {
        try {
            return request.parameterName(index).equals(TIMEOUT);
        } catch (WireReader.Malformed e) {
            throw RequestScanner.refusal(e);
        }
    }

    private interface Head {
        void writeTo(CodedOutputStream output) throws IOException;
    }

    private static WireMessage message(int headSize, Head head, Cuts cuts) {
        byte[] bytes = new byte[headSize];
        try {
            var output = CodedOutputStream.newInstance(bytes);
            head.writeTo(output);
            output.checkNoSpaceLeft();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        List<Slice> slices = new ArrayList<>();
        slices.add(Slice.of(bytes));
        slices.addAll(cuts.rest());
        return WireMessage.of(slices);
    }

    private static int namesSize(String modelName, String modelVersion) {
        return (modelName.isEmpty() ? 0 : CodedOutputStream.computeStringSize(MODEL_NAME, modelName))
                + (modelVersion.isEmpty() ? 0 : CodedOutputStream.computeStringSize(MODEL_VERSION, modelVersion));
    }

    private static void writeNames(CodedOutputStream output, String modelName, String modelVersion) throws IOException {
        if (!modelName.isEmpty()) {
            output.writeString(MODEL_NAME, modelName);
        }
        if (!modelVersion.isEmpty()) {
            output.writeString(MODEL_VERSION, modelVersion);
        }
    }

    /** Bytes of a field whose value has so many, its tag and length included. */
    public static int delimitedSize(int field, int size) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
    }

    /** Writes what stands before a field's value: its tag and length. */
    public static void writeDelimiter(CodedOutputStream output, int field, int size) throws IOException {
        output.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        output.writeUInt32NoTag(size);
    }
}
