package io.outrigger.testing;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelConfig;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A server of the Open Inference Protocol on loopback, which records what reaches it and answers as a test says: the next hop of any
 * service, model server or other.
 */
public final class StandInServer implements AutoCloseable {

    private static final Context.Key<Metadata> HEADERS = Context.key("stand-in-headers");
    private static final int MESSAGE_BYTES_MAX = 256 << 20;
    private static final String ASKS_WHETHER_IT_LIVES = "ServerLive";

    private final Server server;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Received> cancelled = new LinkedBlockingQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final Metadata trailers = new Metadata();
    private volatile Received last;
    private volatile Behaviour behaviour = Behaviour.echo();
    private volatile Predicate<Received> ready = any -> true;
    private volatile ModelConfig configuration = ModelConfig.getDefaultInstance();

    /**
     * One call as it arrived.
     *
     * @param message a ModelInferRequest; of a ModelReady, one with the same model and version
     * @param timeLeftMs of the deadline that came along
     */
    public record Received(ModelInferRequest message, Metadata headers, Optional<Long> timeLeftMs) {

        public String header(String name) {
            return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        }
    }

    private StandInServer(int port) {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                    .addService(new Service())
                    .intercept(new Recorder())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server on a free port. */
    public static StandInServer start() {
        return new StandInServer(0);
    }

    /** A server where another one was. */
    public static StandInServer startAt(int port) {
        return new StandInServer(port);
    }

    public int port() {
        return server.getPort();
    }

    public String address() {
        return "127.0.0.1:" + port();
    }

    public StandInServer behave(Behaviour next) {
        behaviour = next;
        return this;
    }

    /** Ends every call with this trailer, too; said before the first. */
    public StandInServer trailing(String name, String value) {
        trailers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        return this;
    }

    /** Says what ModelReady answers. */
    public StandInServer readyFor(Predicate<Received> next) {
        ready = next;
        return this;
    }

    /** Says what ModelConfig answers, of any model. */
    public StandInServer configured(ModelConfig next) {
        configuration = next;
        return this;
    }

    /** Calls of any method so far, but those that ask again and again whether it lives. */
    public int calls() {
        return calls.get();
    }

    /** The inference that has arrived last, taken or not. */
    public Received last() {
        return last;
    }

    /** The next inference that has arrived; fails after a minute. */
    public Received nextRequest() {
        return next(received, "no request arrived");
    }

    /** The next inference whose caller went away; fails after a minute. */
    public Received nextCancelled() {
        return next(cancelled, "no request was cancelled");
    }

    /** Inferences that have arrived and were not taken. */
    public List<Received> requests() {
        return List.copyOf(received);
    }

    /** Breaks every connection, in the middle of whatever is going on. */
    public void kill() {
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }

    private static Received next(BlockingQueue<Received> queue, String otherwise) {
        try {
            Received next = queue.poll(1, TimeUnit.MINUTES);
            if (next == null) {
                throw new AssertionError(otherwise);
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Received asReceived(ModelInferRequest message) {
        return new Received(message, HEADERS.get(), Optional.ofNullable(Context.current().getDeadline())
                .map(deadline -> deadline.timeRemaining(TimeUnit.MILLISECONDS)));
    }

    private final class Service extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

        @Override
        public void modelInfer(ModelInferRequest message, StreamObserver<ModelInferResponse> caller) {
            Received request = asReceived(message);
            ((ServerCallStreamObserver<ModelInferResponse>) caller).setOnCancelHandler(() -> cancelled.add(request));
            last = request;
            received.add(request);
            behaviour.answer(request, caller);
        }

        @Override
        public void modelReady(ModelReadyRequest query, StreamObserver<ModelReadyResponse> caller) {
            Received request = asReceived(ModelInferRequest.newBuilder()
                    .setModelName(query.getName()).setModelVersion(query.getVersion()).build());
            try {
                answer(caller, ModelReadyResponse.newBuilder().setReady(ready.test(request)).build());
            } catch (StatusRuntimeException failure) {
                caller.onError(failure);
            }
        }

        @Override
        public void repositoryModelLoad(RepositoryModelLoadRequest query, StreamObserver<RepositoryModelLoadResponse> caller) {
            received.add(asReceived(ModelInferRequest.newBuilder().setModelName(query.getModelName()).build()));
            answer(caller, RepositoryModelLoadResponse.getDefaultInstance());
        }

        @Override
        public void repositoryModelUnload(RepositoryModelUnloadRequest query, StreamObserver<RepositoryModelUnloadResponse> caller) {
            answer(caller, RepositoryModelUnloadResponse.getDefaultInstance());
        }

        @Override
        public void modelConfig(ModelConfigRequest query, StreamObserver<ModelConfigResponse> caller) {
            answer(caller, ModelConfigResponse.newBuilder().setConfig(configuration).build());
        }

        @Override
        public void modelStatistics(ModelStatisticsRequest query, StreamObserver<ModelStatisticsResponse> caller) {
            answer(caller, ModelStatisticsResponse.getDefaultInstance());
        }

        @Override
        public void repositoryIndex(RepositoryIndexRequest query, StreamObserver<RepositoryIndexResponse> caller) {
            received.add(asReceived(ModelInferRequest.getDefaultInstance()));
            answer(caller, RepositoryIndexResponse.newBuilder()
                    .addModels(RepositoryIndexResponse.ModelIndex.newBuilder().setName("echo").setState("READY")).build());
        }
    }

    private static <T> void answer(StreamObserver<T> caller, T message) {
        caller.onNext(message);
        caller.onCompleted();
    }

    private final class Recorder implements ServerInterceptor {

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            if (!ASKS_WHETHER_IT_LIVES.equals(call.getMethodDescriptor().getBareMethodName())) {
                calls.incrementAndGet();
            }
            var trailing = new SimpleForwardingServerCall<>(call) {
                @Override
                public void close(Status status, Metadata own) {
                    own.merge(trailers);
                    super.close(status, own);
                }
            };
            return Contexts.interceptCall(Context.current().withValue(HEADERS, headers), trailing, headers, next);
        }
    }
}
