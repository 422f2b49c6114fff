package io.outrigger.openinference.wire;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;

/**
 * One strict pass over a ModelInferRequest's top level that finds model, version and id and jumps over the tensors.
 *
 * <p>Strict so that no two readers can differ: protobuf lets a field come twice (the last one counts) and anywhere, so a reader
 * that stops early and one that reads on could see two models, and a permission be checked for the other one. Here the three
 * come at most once and before every tensor, with the wire type they are declared with. Fields that are not known are
 * skipped, as protobuf does, unless they are groups, which nobody has sent since proto2.
 */
public final class RequestScanner {

    private static final String[] FIELDS =
            {"", "model_name", "model_version", "id", "parameters", "inputs", "outputs", "raw_input_contents"};
    private static final int[] BYTES_MAX = {0, 256, 256, 1024};

    private static final int ID = 3;
    private static final int INPUTS = 5;

    private RequestScanner() {
    }

    public static RequestHead scan(WireMessage message) {
        var head = new String[ID + 1];
        boolean tensorsBegun = false;
        try {
            var reader = new WireReader(message.bytes());
            while (reader.next()) {
                int field = reader.field();
                if (field < FIELDS.length && !reader.isLengthDelimited()) {
                    throw reader.malformed("field " + FIELDS[field] + " has the wrong wire type " + reader.wireType());
                }
                if (field > ID) {
                    tensorsBegun |= field >= INPUTS && field < FIELDS.length;
                    reader.skip();
                } else if (head[field] != null) {
                    throw reader.malformed("field " + FIELDS[field] + " is there twice");
                } else if (tensorsBegun) {
                    throw reader.malformed("field " + FIELDS[field] + " comes after the tensors; it is expected before them");
                } else if (reader.length() > BYTES_MAX[field]) {
                    throw reader.malformed("field " + FIELDS[field] + " has " + reader.length() + " bytes; at most "
                            + BYTES_MAX[field] + " are expected");
                } else {
                    head[field] = reader.text();
                }
            }
        } catch (WireReader.Malformed e) {
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST,
                    "The message is not an acceptable ModelInferRequest: " + e.getMessage() + ".", e);
        }
        return new RequestHead(orEmpty(head[1]), orEmpty(head[2]), orEmpty(head[ID]));
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
