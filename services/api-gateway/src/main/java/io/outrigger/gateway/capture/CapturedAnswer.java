package io.outrigger.gateway.capture;

import io.outrigger.openinference.wire.InferResponses;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferResponse;
import java.util.function.Supplier;

/**
 * What was answered.
 *
 * @param bytes in memory, about
 * @param message read when it is needed
 */
public record CapturedAnswer(long bytes, Supplier<ModelInferResponse> message) {

    public static CapturedAnswer of(ModelInferResponse answer) {
        return new CapturedAnswer(answer.getSerializedSize(), () -> answer);
    }

    /** An answer that was passed on unread. */
    public static CapturedAnswer of(WireMessage answer) {
        return new CapturedAnswer(answer.size(), () -> InferResponses.parse(answer));
    }
}
