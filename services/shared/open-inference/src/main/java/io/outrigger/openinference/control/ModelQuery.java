package io.outrigger.openinference.control;

import com.google.protobuf.InvalidProtocolBufferException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import java.util.regex.Pattern;

/**
 * The question of ModelReady, ModelMetadata, ModelConfig and ModelStatistics: their requests have the same two fields.
 *
 * @param version as the caller wrote it: {@code 3}, {@code v3}, an alias, or nothing
 */
public record ModelQuery(String name, String version) {

    private static final Pattern FITS_IN_A_HEADER = Pattern.compile("[\\x21-\\x7e]{0,256}");

    public static ModelQuery of(WireMessage message) {
        try {
            ModelReadyRequest request = message.parse(ModelReadyRequest.parser());
            return new ModelQuery(request.getName(), request.getVersion());
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(e);
        }
    }

    /** The model that RepositoryModelLoad or RepositoryModelUnload names. */
    public static String modelToLoad(WireMessage message) {
        try {
            return modelToLoad(message.parse(RepositoryModelLoadRequest.parser()).getModelName());
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(e);
        }
    }

    /**
     * The name of a model that perhaps only a model server knows, checked for its way there: it travels in a header.
     *
     * @throws ServiceException INVALID_MODEL_NAME when it is too long for that or not printable
     */
    public static String modelToLoad(String name) {
        if (!FITS_IN_A_HEADER.matcher(name).matches()) {
            throw new ServiceException(ErrorCode.INVALID_MODEL_NAME, "The name of a model to load or unload is at most 256 printable "
                    + "ASCII characters without spaces; found " + Quote.of(name) + " of " + name.length() + ".");
        }
        return name;
    }

    public WireMessage toMessage() {
        return WireMessage.of(ModelReadyRequest.newBuilder().setName(name).setVersion(version).build());
    }

    private static ServiceException unreadable(Exception cause) {
        return new ServiceException(ErrorCode.MALFORMED_REQUEST, "The message is not readable protobuf of this method's request.", cause);
    }
}
