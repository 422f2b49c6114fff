package io.outrigger.perf.fleet;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.outrigger.perf.load.Picture;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelConfigRequest;
import io.outrigger.proto.inference.ModelConfigResponse;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInstanceGroup;
import io.outrigger.proto.inference.ModelMetadataRequest;
import io.outrigger.proto.inference.ModelMetadataResponse.TensorMetadata;
import io.outrigger.proto.inference.ModelMetadataResponse;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.ModelReadyResponse;
import io.outrigger.proto.inference.ServerReadyRequest;
import io.outrigger.proto.inference.ServerReadyResponse;
import java.util.List;

/** The Open Inference Protocol, as far as registry, router and orchestrator ask it: a picture's tensor in, ten scores a row out. */
final class StandInService extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

    private static final int SCORES = 10;

    private final Picture picture;
    private final int instances;
    private final int rowsMax;
    private final Executor executor;

    /** Runs an answer when a call of so many rows has been worked on. */
    @FunctionalInterface
    interface Executor {
        void execute(int rows, Runnable answer);
    }

    StandInService(Picture picture, int instances, int rowsMax, Executor executor) {
        this.picture = picture;
        this.instances = instances;
        this.rowsMax = rowsMax;
        this.executor = executor;
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> caller) {
        answer(caller, ServerReadyResponse.newBuilder().setReady(true).build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> caller) {
        answer(caller, ModelReadyResponse.newBuilder().setReady(true).build());
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> caller) {
        answer(caller, ModelMetadataResponse.newBuilder().setName(request.getName()).addVersions(request.getVersion())
                .addInputs(tensor("input", -1L, 1L, (long) picture.height(), (long) picture.width()))
                .addOutputs(tensor("scores", -1L, (long) SCORES)).build());
    }

    private static TensorMetadata tensor(String name, Long... shape) {
        return TensorMetadata.newBuilder().setName(name).setDatatype("FP32").addAllShape(List.of(shape)).build();
    }

    @Override
    public void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> caller) {
        answer(caller, ModelConfigResponse.newBuilder().setConfig(ModelConfig.newBuilder().setName(request.getName())
                .setMaxBatchSize(rowsMax).addInstanceGroup(ModelInstanceGroup.newBuilder().setCount(instances))).build());
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> caller) {
        long rows = request.getInputsCount() == 0 || request.getInputs(0).getShapeCount() == 0 ? 0 : request.getInputs(0).getShape(0);
        if (rows < 1 || rows > rowsMax) {
            caller.onError(Status.INVALID_ARGUMENT
                    .withDescription("A call has 1 to " + rowsMax + " rows here, found " + rows + ".").asRuntimeException());
            return;
        }
        executor.execute((int) rows, () -> answer(caller, scores(request, (int) rows)));
    }

    private static ModelInferResponse scores(ModelInferRequest request, int rows) {
        return ModelInferResponse.newBuilder().setModelName(request.getModelName()).setModelVersion(request.getModelVersion())
                .setId(request.getId())
                .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder().setName("scores").setDatatype("FP32").addShape(rows)
                        .addShape(SCORES))
                .addRawOutputContents(ByteString.copyFrom(new byte[rows * SCORES * Float.BYTES])).build();
    }

    private static <T> void answer(StreamObserver<T> caller, T answer) {
        caller.onNext(answer);
        caller.onCompleted();
    }
}
