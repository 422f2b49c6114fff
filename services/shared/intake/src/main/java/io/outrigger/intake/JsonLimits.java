package io.outrigger.intake;

import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.ModelInferResponse;

/**
 * How much JSON is read and written.
 *
 * @param bodyBytesMax a JSON body; a picture of 10 MiB fits in its base64
 * @param outputBytesMax outputs that are written as JSON, counted as tensors: as text they are three to eight times as large
 * @param classesMax labels in an answer
 */
public record JsonLimits(long bodyBytesMax, long outputBytesMax, int classesMax) {

    private static final long MIB = 1L << 20;

    public static JsonLimits from(Settings settings) {
        return new JsonLimits(
                settings.bytes("JSON_BYTES_MAX", 32 * MIB, "largest JSON body; binary bodies may have MESSAGE_BYTES_MAX"),
                settings.bytes("JSON_OUTPUT_BYTES_MAX", 16 * MIB, "largest outputs that are answered as JSON"),
                settings.integer("CLASSES_MAX", 5, 1, 1_000, "labels in an answer of /v1/infer, best first"));
    }

    /** Returns when the answer's tensors may be written as JSON. */
    public void checkOutputs(ModelInferResponse answer) {
        long bytes = answer.getSerializedSize();
        if (bytes > outputBytesMax) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE, "The outputs have " + bytes + " bytes; at most " + outputBytesMax
                    + " are answered as JSON. Ask for binary data over /v2, or use gRPC.");
        }
    }
}
