package io.outrigger.openinference.rows;

import com.google.protobuf.ByteString;
import io.outrigger.openinference.wire.RequestScanner;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import java.util.Optional;

/** One request that may share a call, and the answer to so many of its rows, to be changed in one thing. */
final class Requests {

    static final InferParameter TEXT = InferParameter.newBuilder().setStringParam("x").build();

    private Requests() {
    }

    /** Rows of an FP32 {@code input} [·,2,3] and BYTES {@code text} [·], of which {@code scores} and {@code labels} are asked. */
    static ModelInferRequest.Builder request(int rows) {
        return ModelInferRequest.newBuilder().setModelName("digits").setModelVersion("1").setId("7")
                .putParameters("timeout", InferParameter.newBuilder().setInt64Param(5).build())
                .addInputs(InferInputTensor.newBuilder().setName("input").setDatatype("FP32").addShape(rows).addShape(2).addShape(3))
                .addInputs(InferInputTensor.newBuilder().setName("text").setDatatype("BYTES").addShape(rows))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("scores"))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("labels"))
                .addRawInputContents(ByteString.copyFrom(new byte[rows * 24]))
                .addRawInputContents(texts(rows));
    }

    static ModelInferResponse.Builder answer(int rows) {
        return ModelInferResponse.newBuilder().setModelName("digits").setModelVersion("3")
                .addOutputs(InferOutputTensor.newBuilder().setName("scores").setDatatype("FP32").addShape(rows).addShape(2))
                .addOutputs(InferOutputTensor.newBuilder().setName("labels").setDatatype("BYTES").addShape(rows))
                .addRawOutputContents(ByteString.copyFrom(new byte[rows * 8]))
                .addRawOutputContents(texts(rows));
    }

    /** So many elements of one byte, each behind its length. */
    static ByteString texts(int count) {
        byte[] texts = new byte[count * 5];
        for (int i = 0; i < count; i++) {
            texts[i * 5] = 1;
            texts[i * 5 + 4] = 'a';
        }
        return ByteString.copyFrom(texts);
    }

    static Optional<RowRequest> rows(ModelInferRequest.Builder request) {
        return RowRequest.of(RequestScanner.scan(WireMessage.of(request.build())));
    }
}
