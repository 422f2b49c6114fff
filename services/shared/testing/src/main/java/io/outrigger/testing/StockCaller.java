package io.outrigger.testing;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.outrigger.client.GrpcClient;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import java.util.concurrent.TimeUnit;

/** A stock client of the Open Inference Protocol, with the headers that a test gives it. */
public final class StockCaller implements AutoCloseable {

    private final GrpcClient connection;

    private StockCaller(int port) {
        connection = GrpcClient.open("127.0.0.1:" + port, "");
    }

    public static StockCaller of(int port) {
        return new StockCaller(port);
    }

    /** Blocking calls with these headers: name, value, name, value, … */
    public GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub blocking(String... headers) {
        return GRPCInferenceServiceGrpc.newBlockingStub(connection.channel(headers)).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    /** Calls with these headers that do not wait, and have no deadline. */
    public GRPCInferenceServiceGrpc.GRPCInferenceServiceStub async(String... headers) {
        return GRPCInferenceServiceGrpc.newStub(connection.channel(headers));
    }

    /** A request whose one input is so many bytes. */
    public static ModelInferRequest request(String model, String version, String id, int bytes) {
        return ModelInferRequest.newBuilder().setModelName(model).setModelVersion(version).setId(id)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder().setName("input").setDatatype("UINT8").addShape(bytes))
                .addRawInputContents(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    /** How a call failed; an assertion error when it did not. */
    public static StatusRuntimeException failureOf(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException failure) {
            return failure;
        }
        throw new AssertionError("the call did not fail");
    }

    @Override
    public void close() {
        connection.close();
    }
}
