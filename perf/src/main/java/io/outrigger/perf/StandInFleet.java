package io.outrigger.perf;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A model server that answers at once, so that what is before it can be measured. */
final class StandInFleet implements AutoCloseable {
    private static final int SCORES = 10;

    private final Server server;

    private StandInFleet(Server server) {
        this.server = server;
    }

    static StandInFleet start() throws IOException {
        ModelInferResponse answer = ModelInferResponse.newBuilder().setModelName("sample-classifier").setModelVersion("2")
                .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder().setName("scores").setDatatype("FP32").addShape(1)
                        .addShape(SCORES))
                .addRawOutputContents(ByteString.copyFrom(new byte[SCORES * Float.BYTES])).build();
        return new StandInFleet(NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).directExecutor()
                .addService(new GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase() {
                    @Override
                    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> caller) {
                        caller.onNext(answer);
                        caller.onCompleted();
                    }
                }).build().start());
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
