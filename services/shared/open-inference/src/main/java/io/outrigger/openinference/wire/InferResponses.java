package io.outrigger.openinference.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.ModelInferResponse;

/** Inference answers read from a server's bytes; what cannot be read is that server's failure, never the caller's. */
public final class InferResponses {

    private InferResponses() {
    }

    /** The answer in these bytes; its raw contents are views of them. */
    public static ModelInferResponse parse(WireMessage message) {
        try {
            return message.parse(ModelInferResponse.parser());
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(e);
        }
    }

    /** Which model and version answered, without a look at the tensors; of a field that is there twice the last counts. */
    public static ResponseHead scan(WireMessage message) {
        var head = new String[] {"", "", "", ""};
        try {
            var reader = new WireReader(message);
            while (reader.next()) {
                if (reader.field() <= 3 && reader.isLengthDelimited()) {
                    head[reader.field()] = reader.text();
                } else {
                    reader.skip();
                }
            }
        } catch (WireReader.Malformed e) {
            throw unreadable(e);
        }
        return new ResponseHead(head[1], head[2], head[3]);
    }

    /** The answer without its raw contents, and where those lie. */
    public static AnswerParts parts(WireMessage message) {
        var cuts = new Cuts(message);
        var raws = new FieldPlaces();
        try {
            var reader = new WireReader(message);
            while (reader.next()) {
                int value = reader.position();
                reader.skip();
                if (reader.field() == ModelInferResponse.RAW_OUTPUT_CONTENTS_FIELD_NUMBER && reader.isLengthDelimited()) {
                    cuts.cut(reader.start(), reader.position());
                    if (!raws.add(reader.field(), reader.start(), value, reader.position())) {
                        throw reader.malformed("it has more than " + FieldPlaces.FIELDS_MAX + " raw contents");
                    }
                }
            }
        } catch (WireReader.Malformed e) {
            throw unreadable(e);
        }
        return new AnswerParts(parse(WireMessage.of(cuts.rest())), raws);
    }

    static ServiceException unreadable(Exception cause) {
        return new ServiceException(ErrorCode.BACKEND_FAILED, "The model server's answer is not a readable ModelInferResponse.", cause);
    }
}
