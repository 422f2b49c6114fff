package io.outrigger.testing;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelConfigRequest;
import io.outrigger.proto.inference.ModelConfigResponse;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.ModelReadyResponse;
import io.outrigger.proto.inference.ModelStatisticsRequest;
import io.outrigger.proto.inference.ModelStatisticsResponse;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.RepositoryIndexResponse;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.inference.RepositoryModelLoadResponse;
import io.outrigger.proto.inference.RepositoryModelUnloadRequest;
import io.outrigger.proto.inference.RepositoryModelUnloadResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A router that counts what reaches it, keeps the last call's headers and answers that every row is a 7. */
public final class StandInRouter implements AutoCloseable {

    private static final int CLASSES = 10;
    private static final int ANSWER = 7;
    private static final Metadata.Key<String> TIMING = Metadata.Key.of("x-outrigger-timing", Metadata.ASCII_STRING_MARSHALLER);

    private final Server server;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Metadata headers;
    private volatile ModelInferRequest request;
    private volatile long deadlineMillis;
    private volatile Predicate<ModelReadyRequest> ready = any -> true;

    public StandInRouter() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                    .addService(new Service()).intercept(new Recorder()).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** Calls of any method so far. */
    public int calls() {
        return calls.get();
    }

    /** A header of the last call, or null. */
    public String header(String name) {
        return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    public ModelInferRequest request() {
        return request;
    }

    /** Says what ModelReady answers. */
    public void readyFor(Predicate<ModelReadyRequest> next) {
        ready = next;
    }

    /** What was left of the last call's deadline when it came. */
    public long deadlineMillis() {
        return deadlineMillis;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Recorder implements ServerInterceptor {

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata sent, ServerCallHandler<Q, R> next) {
            calls.incrementAndGet();
            headers = sent;
            var deadline = Context.current().getDeadline();
            deadlineMillis = deadline == null ? -1 : deadline.timeRemaining(java.util.concurrent.TimeUnit.MILLISECONDS);
            var timed = new io.grpc.ForwardingServerCall.SimpleForwardingServerCall<>(call) {
                @Override
                public void close(io.grpc.Status status, Metadata trailers) {
                    trailers.put(TIMING, "route=0.250,queue=0.500,backend=1.250");
                    super.close(status, trailers);
                }
            };
            return Contexts.interceptCall(Context.current(), timed, sent, next);
        }
    }

    private final class Service extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

        @Override
        public void modelInfer(ModelInferRequest message, StreamObserver<ModelInferResponse> response) {
            request = message;
            int rows = (int) message.getInputs(0).getShape(0);
            ByteBuffer scores = ByteBuffer.allocate(rows * CLASSES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < rows * CLASSES; i++) {
                scores.putFloat(i % CLASSES == ANSWER ? 0.91f : 0.01f);
            }
            String version = header("x-outrigger-version");
            answer(response, ModelInferResponse.newBuilder()
                    .setModelName(message.getModelName()).setModelVersion(version == null ? "2" : version.substring(1))
                            .setId(message.getId())
                    .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder()
                            .setName("probabilities").setDatatype("FP32").addShape(rows).addShape(CLASSES))
                    .addRawOutputContents(ByteString.copyFrom(scores.flip())).build());
        }

        @Override
        public void modelReady(ModelReadyRequest message, StreamObserver<ModelReadyResponse> response) {
            answer(response, ModelReadyResponse.newBuilder().setReady(ready.test(message)).build());
        }

        @Override
        public void modelConfig(ModelConfigRequest message, StreamObserver<ModelConfigResponse> response) {
            answer(response, ModelConfigResponse.getDefaultInstance());
        }

        @Override
        public void modelStatistics(ModelStatisticsRequest message, StreamObserver<ModelStatisticsResponse> response) {
            answer(response, ModelStatisticsResponse.getDefaultInstance());
        }

        @Override
        public void repositoryIndex(RepositoryIndexRequest message, StreamObserver<RepositoryIndexResponse> response) {
            answer(response, RepositoryIndexResponse.newBuilder()
                    .addModels(RepositoryIndexResponse.ModelIndex.newBuilder().setName("plain").setVersion("1").setState("READY")).build());
        }

        @Override
        public void repositoryModelLoad(RepositoryModelLoadRequest message, StreamObserver<RepositoryModelLoadResponse> response) {
            answer(response, RepositoryModelLoadResponse.getDefaultInstance());
        }

        @Override
        public void repositoryModelUnload(RepositoryModelUnloadRequest message, StreamObserver<RepositoryModelUnloadResponse> response) {
            answer(response, RepositoryModelUnloadResponse.getDefaultInstance());
        }

        private static <T> void answer(StreamObserver<T> response, T message) {
            response.onNext(message);
            response.onCompleted();
        }
    }
}
