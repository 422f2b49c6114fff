package io.outrigger.gateway.capture;

import io.outrigger.openinference.wire.InferResponses;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferResponse;

/** What was answered, which nobody measures or reads unless it is kept. */
public sealed interface CapturedAnswer {

    /** As it was read. */
    record Message(ModelInferResponse message) implements CapturedAnswer {

        @Override
        public long bytes() {
            return message.getSerializedSize();
        }
    }

    /** As it was passed on, unread. */
    record Wire(WireMessage bytesOnTheWire) implements CapturedAnswer {

        @Override
        public long bytes() {
            return bytesOnTheWire.size();
        }

        @Override
        public ModelInferResponse message() {
            return InferResponses.parse(bytesOnTheWire);
        }
    }

    /** In memory, about. */
    long bytes();

    ModelInferResponse message();
}
