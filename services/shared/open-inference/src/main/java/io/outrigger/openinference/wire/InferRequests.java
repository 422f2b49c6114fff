package io.outrigger.openinference.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.ModelInferRequest;

/** Inference requests read in a handler, where a failure can still tell the caller what is wrong. */
public final class InferRequests {

    private InferRequests() {
    }

    /** The request in these bytes, scanned as {@link RequestScanner} does; its raw contents are views of them. */
    public static ModelInferRequest parse(WireMessage message) {
        return parse(RequestScanner.scan(message));
    }

    /** The request in the bytes that were scanned, where its fields are no more than any model has; its raw contents are views of them. */
    public static ModelInferRequest parse(ScannedRequest scanned) {
        try {
            FieldCounts.check(scanned);
        } catch (WireReader.Malformed e) {
            throw RequestScanner.refusal(e);
        }
        try {
            return scanned.message().parse(ModelInferRequest.parser());
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(e);
        }
    }

    static ServiceException unreadable(InvalidProtocolBufferException cause) {
        return new ServiceException(ErrorCode.MALFORMED_REQUEST,
                "The message is not a readable ModelInferRequest: a tensor or parameter in it is malformed protobuf.", cause);
    }
}
