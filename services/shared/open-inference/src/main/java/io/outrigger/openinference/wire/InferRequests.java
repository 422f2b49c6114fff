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
        RequestScanner.scan(message);
        try {
            return AliasingMarshaller.parse(ModelInferRequest.parser(), message.bytes());
        } catch (InvalidProtocolBufferException e) {
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST,
                    "The message is not a readable ModelInferRequest: a tensor or parameter in it is malformed protobuf.", e);
        }
    }
}
