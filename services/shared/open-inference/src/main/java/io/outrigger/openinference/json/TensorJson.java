package io.outrigger.openinference.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.RawContents;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the tensors of a request, {@code [{"name","shape","datatype","data"},…]}, their keys in any order. Not thread-safe. */
public final class TensorJson {

    private static final int DIMENSIONS_MAX = 64;
    private static final String BINARY_DATA_SIZE = "binary_data_size";

    private final JsonBody body;
    private final BinaryPart binary;
    private final InferInputTensor.Builder tensor = InferInputTensor.newBuilder();
    private String owner;
    private String name;
    private Datatype datatype;
    private List<Long> shape;
    private ByteString raw;
    private int dataOffset = -1;
    private long binarySize = -1;

    private TensorJson(JsonBody body, BinaryPart binary, int index) {
        this.body = body;
        this.binary = binary;
        this.owner = "tensor " + index;
    }

    /**
     * Adds the tensors, with raw contents, to a request.
     *
     * @param body the body that the parser reads
     * @param parser stands on the opening bracket, and on the closing one afterwards
     */
    public static void readTensors(JsonBody body, JsonParser parser, ModelInferRequest.Builder request) throws IOException {
        readTensors(body, parser, new BinaryPart(new byte[0], 0), request);
    }

    static void readTensors(JsonBody body, JsonParser parser, BinaryPart binary, ModelInferRequest.Builder request)
            throws IOException {
        JsonFields.expect(parser, JsonToken.START_ARRAY, "The list of tensors", "an array");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonFields.room(request.getInputsCount(), "The list of tensors");
            new TensorJson(body, binary, request.getInputsCount()).read(parser, request);
        }
    }

    private void read(JsonParser parser, ModelInferRequest.Builder request) throws IOException {
        JsonFields.expect(parser, JsonToken.START_OBJECT, "The value of " + owner, "an object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "name" -> name(parser);
                case "datatype" -> datatype(parser);
                case "shape" -> shape(parser);
                case "parameters" -> parameters(parser);
                case "data" -> data(parser);
                default -> throw JsonFields.unknown(owner, key, "name, shape, datatype, parameters and data");
            }
        }
        finish();
        request.addInputs(tensor.setName(name).setDatatype(datatype.name()).addAllShape(shape)).addRawInputContents(raw);
    }

    private void name(JsonParser parser) throws IOException {
        name = JsonFields.string(parser, "The name of " + owner);
        owner = "tensor " + Quote.of(name);
    }

    private void datatype(JsonParser parser) throws IOException {
        String text = JsonFields.string(parser, "The datatype of " + owner);
        datatype = Datatype.ofName(text).orElseThrow(() -> new ServiceException(ErrorCode.DATATYPE_MISMATCH,
                "The datatype of " + owner + " is " + Quote.of(text) + "; one of " + Arrays.toString(Datatype.values()) + " is expected."));
    }

    private void shape(JsonParser parser) throws IOException {
        JsonFields.expect(parser, JsonToken.START_ARRAY, "The shape of " + owner, "an array of whole numbers");
        shape = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (shape.size() == DIMENSIONS_MAX) {
                throw new ServiceException(ErrorCode.SHAPE_MISMATCH,
                        "The shape of " + owner + " has more than " + DIMENSIONS_MAX + " dimensions, which is the most that is expected.");
            }
            shape.add(JsonFields.count(parser, "Dimension " + shape.size() + " of the shape of " + owner));
        }
    }

    private void parameters(JsonParser parser) throws IOException {
        JsonFields.parameters(parser, owner, (key, value) -> {
            if (!key.equals(BINARY_DATA_SIZE)) {
                tensor.putParameters(key, value);
            } else if (!value.hasInt64Param() || value.getInt64Param() < 0) {
                throw new ServiceException(ErrorCode.INVALID_FIELD,
                        "The binary_data_size of " + owner + " is expected to be a whole number of bytes, 0 or more.");
            } else {
                binarySize = value.getInt64Param();
            }
        });
    }

    /** Reads the data now where everything is known that it takes, and remembers its place otherwise. */
    private void data(JsonParser parser) throws IOException {
        if (JsonFields.isNull(parser)) {
            return;
        }
        if (name != null && datatype != null && shape != null) {
            raw = TensorData.read(parser, name, datatype, shape, body.length());
        } else {
            dataOffset = JsonBody.offset(parser);
            parser.skipChildren();
        }
    }

    private void finish() {
        require(name, "name");
        require(datatype, "datatype");
        require(shape, "shape");
        boolean hasData = raw != null || dataOffset >= 0;
        if (binarySize >= 0) {
            if (hasData) {
                throw new ServiceException(ErrorCode.INVALID_FIELD,
                        "There are both data and a binary_data_size in " + owner + "; one of them is expected.");
            }
            raw = binary.take(name, binarySize);
            RawContents.check(name, shape, datatype, raw);
        } else if (!hasData) {
            throw JsonFields.missing("The data of " + owner);
        } else if (raw == null) {
            raw = body.readAt(dataOffset, parser -> TensorData.read(parser, name, datatype, shape, body.length()));
        }
    }

    private void require(Object value, String key) {
        if (value == null) {
            throw JsonFields.missing("The " + key + " of " + owner);
        }
    }
}
