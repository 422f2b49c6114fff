package io.outrigger.openinference.wire;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;

/**
 * One strict pass over a ModelInferRequest's top level that finds model, version and id and jumps over the tensors.
 *
 * <p>Fields come in any order, as protobuf allows and some writers do: k6 shuffles them. Protobuf also lets model_name,
 * model_version and id come twice, and the last one counts; here each comes at most once, since a hop that takes the first or
 * stops early would see another model than one that reads on, and a permission be checked for the wrong one. Every reader of
 * requests keeps to this, the model server's too. A field that is known has the wire type it is declared with. Fields that are
 * not known are skipped, as protobuf does, unless they are groups, which nobody has sent since proto2.
 *
 * <p>A hop scans a message once, where it comes in, and carries what was found along as a {@link ScannedRequest}.
 */
public final class RequestScanner {

    private static final String[] FIELDS =
            {"", "model_name", "model_version", "id", "parameters", "inputs", "outputs", "raw_input_contents"};
    private static final int[] BYTES_MAX = {0, 256, 256, 1024};

    private static final int ID = 3;
    private static final int RAW_INPUT_CONTENTS = 7;

    private RequestScanner() {
    }

    public static ScannedRequest scan(WireMessage message) {
        var head = new String[ID + 1];
        var places = new FieldPlaces();
        int unknown = 0;
        try {
            var reader = new WireReader(message);
            while (reader.next()) {
                int field = reader.field();
                if (field < FIELDS.length && !reader.isLengthDelimited()) {
                    throw reader.malformed("field " + FIELDS[field] + " has the wrong wire type " + reader.wireType());
                }
                int value = reader.position();
                if (field > ID) {
                    reader.skip();
                } else if (head[field] != null) {
                    throw reader.malformed("field " + FIELDS[field] + " is there twice; it is expected once");
                } else if (reader.length() > BYTES_MAX[field]) {
                    throw reader.malformed("field " + FIELDS[field] + " has " + reader.length() + " bytes; at most "
                            + BYTES_MAX[field] + " are expected");
                } else {
                    head[field] = reader.text();
                }
                if (field < RAW_INPUT_CONTENTS && field != ID && !places.add(field, reader.start(), value, reader.position())) {
                    throw reader.malformed("it has more than " + FieldPlaces.FIELDS_MAX + " parameters, inputs and outputs");
                }
                if (field == RAW_INPUT_CONTENTS) {
                    places.addData(field, reader.start(), value, reader.position());
                }
                if (field > RAW_INPUT_CONTENTS && ++unknown > FieldPlaces.FIELDS_MAX) {
                    throw reader.malformed("it has more than " + FieldPlaces.FIELDS_MAX + " fields that nobody knows");
                }
            }
        } catch (WireReader.Malformed e) {
            throw refusal(e);
        }
        return new ScannedRequest(message, new RequestHead(orEmpty(head[1]), orEmpty(head[2]), orEmpty(head[ID])), places, unknown > 0);
    }

    static ServiceException refusal(WireReader.Malformed e) {
        return new ServiceException(ErrorCode.MALFORMED_REQUEST,
                "The message is not an acceptable ModelInferRequest: " + e.getMessage() + ".", e);
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
