package io.outrigger.testing;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A stock client of the Open Inference Protocol, with the headers that a test gives it. */
public final class Caller implements AutoCloseable {

    private static final int MESSAGE_BYTES_MAX = 256 << 20;

    private final ManagedChannel channel;

    private Caller(int port) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().maxInboundMessageSize(MESSAGE_BYTES_MAX).build();
    }

    public static Caller of(int port) {
        return new Caller(port);
    }

    /** Blocking calls with these headers: name, value, name, value, … */
    public GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub blocking(String... headers) {
        return GRPCInferenceServiceGrpc.newBlockingStub(with(headers)).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    /** Calls with these headers that do not wait, and have no deadline. */
    public GRPCInferenceServiceGrpc.GRPCInferenceServiceStub async(String... headers) {
        return GRPCInferenceServiceGrpc.newStub(with(headers));
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

    /** Looks again and again until it is so; false when it was not in time. */
    public static boolean within(Duration patience, BooleanSupplier so) {
        long until = System.nanoTime() + patience.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            LockSupport.parkNanos(5_000_000);
        }
        return true;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private Channel with(String... headers) {
        Metadata metadata = new Metadata();
        for (int i = 0; i < headers.length; i += 2) {
            metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
        }
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }
}
