package io.outrigger.testing;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.testing.StandInServer.Received;

/** How a {@link StandInServer} answers an inference. */
@FunctionalInterface
public interface Behaviour {

    void answer(Received request, StreamObserver<ModelInferResponse> caller);

    /** The inputs come back as outputs. */
    static Behaviour echo() {
        return (request, caller) -> {
            caller.onNext(echoOf(request.message()));
            caller.onCompleted();
        };
    }

    /** No answer, ever. */
    static Behaviour silence() {
        return (request, caller) -> { };
    }

    static Behaviour failing(Status status) {
        return (request, caller) -> caller.onError(status.asRuntimeException());
    }

    static Behaviour failing(StatusRuntimeException status) {
        return (request, caller) -> caller.onError(status);
    }

    /** The answer of an echo. */
    static ModelInferResponse echoOf(ModelInferRequest request) {
        ModelInferResponse.Builder answer = ModelInferResponse.newBuilder()
                .setModelName(request.getModelName())
                .setModelVersion(request.getModelVersion().isEmpty() ? "7" : request.getModelVersion())
                .setId(request.getId())
                .addAllRawOutputContents(request.getRawInputContentsList());
        request.getInputsList().forEach(input -> answer.addOutputs(ModelInferResponse.InferOutputTensor.newBuilder()
                .setName(input.getName()).setDatatype(input.getDatatype()).addAllShape(input.getShapeList())));
        return answer.build();
    }
}
