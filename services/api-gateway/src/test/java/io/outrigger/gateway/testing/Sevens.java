package io.outrigger.gateway.testing;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.StandInServer.Received;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Answers that every row is a 7, by the version that was asked for. */
public final class Sevens implements Behaviour {

    private static final int CLASSES = 10;
    private static final int ANSWER = 7;

    @Override
    public void answer(Received request, StreamObserver<ModelInferResponse> caller) {
        int rows = (int) request.message().getInputs(0).getShape(0);
        ByteBuffer scores = ByteBuffer.allocate(rows * CLASSES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows * CLASSES; i++) {
            scores.putFloat(i % CLASSES == ANSWER ? 0.91f : 0.01f);
        }
        String version = request.header("x-outrigger-version");
        caller.onNext(ModelInferResponse.newBuilder()
                .setModelName(request.message().getModelName())
                .setModelVersion(version == null ? "2" : version.substring(1))
                .setId(request.message().getId())
                .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder()
                        .setName("probabilities").setDatatype("FP32").addShape(rows).addShape(CLASSES))
                .addRawOutputContents(ByteString.copyFrom(scores.flip())).build());
        caller.onCompleted();
    }
}
