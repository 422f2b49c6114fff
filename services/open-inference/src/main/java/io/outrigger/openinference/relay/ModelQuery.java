package io.outrigger.openinference.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;

/**
 * The question of ModelReady, ModelMetadata, ModelConfig and ModelStatistics: their requests have the same two fields.
 *
 * @param version as the caller wrote it: {@code 3}, {@code v3}, an alias, or nothing
 */
public record ModelQuery(String name, String version) {

    public static ModelQuery of(WireMessage message) {
        try {
            ModelReadyRequest request = ModelReadyRequest.parseFrom(message.bytes());
            return new ModelQuery(request.getName(), request.getVersion());
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(e);
        }
    }

    /** The model that RepositoryModelLoad or RepositoryModelUnload names. */
    public static String modelToLoad(WireMessage message) {
        try {
            return RepositoryModelLoadRequest.parseFrom(message.bytes()).getModelName();
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(e);
        }
    }

    public WireMessage toMessage() {
        return WireMessage.of(ModelReadyRequest.newBuilder().setName(name).setVersion(version).build());
    }

    private static ServiceException unreadable(Exception cause) {
        return new ServiceException(ErrorCode.MALFORMED_REQUEST, "The message is not readable protobuf of this method's request.", cause);
    }
}
