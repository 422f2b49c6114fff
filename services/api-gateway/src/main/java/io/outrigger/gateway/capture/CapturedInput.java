package io.outrigger.gateway.capture;

import io.outrigger.proto.inference.ModelInferRequest;

/** What was asked, as it came. */
public sealed interface CapturedInput {

    /** @param file the encoded picture */
    record Picture(byte[] file) implements CapturedInput {

        @Override
        public long bytes() {
            return file.length;
        }
    }

    record Tensors(ModelInferRequest request) implements CapturedInput {

        @Override
        public long bytes() {
            return request.getSerializedSize();
        }
    }

    /** In memory, about. */
    long bytes();
}
