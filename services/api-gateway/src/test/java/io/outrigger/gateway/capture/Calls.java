package io.outrigger.gateway.capture;

import com.google.protobuf.ByteString;
import io.outrigger.gateway.testing.Models;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import io.outrigger.registry.Capture;
import io.outrigger.registry.Model;
import io.outrigger.registry.Resolution;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/** Requests that were answered, for tests. */
final class Calls {

    static final Instant TIME = Instant.parse("2026-11-29T06:52:10.123Z");
    static final Capture ALL = new Capture(1, Capture.REQUESTS_PER_MINUTE_MAX, true, true);

    private Calls() {
    }

    static Resolution meant(Capture setting) {
        Model model = Models.sampleClassifier().capturing(setting);
        return new Resolution(model, model.version(1).orElseThrow(), true);
    }

    static CapturedCall call(Instant time, Capture setting, float... values) {
        return new CapturedCall(time, "request-1", meant(setting), new CapturedInput.Tensors(request(values)),
                new CapturedAnswer.Message(answer()));
    }

    static ModelInferRequest request(float... values) {
        return ModelInferRequest.newBuilder().setModelName("sample-classifier")
                .addInputs(InferInputTensor.newBuilder().setName("input").setDatatype("FP32").addShape(1).addShape(values.length))
                .addRawInputContents(raw(values)).build();
    }

    static ModelInferRequest withParameter(String name) {
        return request(1).toBuilder().putParameters(name, InferParameter.newBuilder().setInt64Param(1).build()).build();
    }

    /** The label 7 with a score of 0.91. */
    static ModelInferResponse answer() {
        float[] scores = {0.01f, 0.01f, 0.01f, 0.01f, 0.01f, 0.01f, 0.01f, 0.91f, 0.01f, 0.01f};
        return ModelInferResponse.newBuilder().setModelName("sample-classifier").setModelVersion("1")
                .addOutputs(InferOutputTensor.newBuilder().setName("probabilities").setDatatype("FP32").addShape(1).addShape(10))
                .addRawOutputContents(raw(scores)).build();
    }

    private static ByteString raw(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return ByteString.copyFrom(bytes.flip());
    }
}
