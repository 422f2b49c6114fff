package io.outrigger.local;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import io.outrigger.client.GrpcClient;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelStatisticsRequest;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A caller that knows the Open Inference Protocol and nothing of this project, as grpcurl or Python's tritonclient. */
final class StockClient implements AutoCloseable {
    private final GrpcClient connection;
    private final GRPCInferenceServiceBlockingStub stub;

    private StockClient(GrpcClient connection) {
        this.connection = connection;
        this.stub = GRPCInferenceServiceGrpc.newBlockingStub(connection.channel());
    }

    /** @param token empty for a caller without one */
    static StockClient open(String address, String token) {
        return new StockClient(GrpcClient.open(address, token));
    }

    /** A stub with half a minute's patience. */
    GRPCInferenceServiceBlockingStub stub() {
        return stub.withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    /** An open stream, whose answers go to the listener. */
    StreamObserver<ModelInferRequest> stream(Consumer<ModelInferResponse> listener) {
        return GRPCInferenceServiceGrpc.newStub(stub.getChannel()).modelStreamInfer(new StreamObserver<>() {
            @Override
            public void onNext(ModelStreamInferResponse answer) {
                listener.accept(answer.getInferResponse());
            }

            @Override
            public void onError(Throwable failure) {
                // the listener hears nothing, and its test says so
            }

            @Override
            public void onCompleted() {
                // every answer was heard
            }
        });
    }

    ModelInferResponse infer(ModelInferRequest request) {
        return stub().modelInfer(request);
    }

    /** The connection, for messages that no generated code writes. */
    Channel channel() {
        return stub.getChannel();
    }

    StreamObserver<ModelInferRequest> stream(StreamObserver<ModelStreamInferResponse> answers) {
        return GRPCInferenceServiceGrpc.newStub(channel()).withDeadlineAfter(30, TimeUnit.SECONDS).modelStreamInfer(answers);
    }

    /** Requests that the model server has executed or failed, of all models together. */
    long inferencesSeen() {
        return stub().modelStatistics(ModelStatisticsRequest.getDefaultInstance()).getModelStatsList().stream()
                .mapToLong(model -> model.getInferenceStats().getSuccess().getCount() + model.getInferenceStats().getFail().getCount())
                .sum();
    }

    /** A request to the sample model with one raw FP32 tensor. */
    static ModelInferRequest.Builder request(String version, float[] pixels) {
        ByteBuffer raw = ByteBuffer.allocate(pixels.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(pixels);
        return ModelInferRequest.newBuilder().setModelName("sample-classifier").setModelVersion(version)
                .addInputs(InferInputTensor.newBuilder().setName("input").setDatatype("FP32").addShape(1).addShape(1).addShape(28)
                .addShape(28))
                .addRawInputContents(ByteString.copyFrom(raw));
    }

    /** The one raw output as floats. */
    static float[] floats(ModelInferResponse answer) {
        ByteBuffer raw = answer.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = new float[raw.remaining() / Float.BYTES];
        raw.asFloatBuffer().get(floats);
        return floats;
    }

    @Override
    public void close() {
        connection.close();
    }
}
