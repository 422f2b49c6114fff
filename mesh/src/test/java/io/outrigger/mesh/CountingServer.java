package io.outrigger.mesh;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.outrigger.testing.RawBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A gRPC server that has every method, refuses each call in the same way, and counts them: what is tried again is seen here. */
final class CountingServer implements AutoCloseable {
    private final Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();
    private volatile Status refusal;
    private final Server server;

    CountingServer(Status refusal) {
        this.refusal = refusal;
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(Loopback.HOST, 0)).fallbackHandlerRegistry(new EveryMethod())
                    .build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getPort();
    }

    /** From now on every call is refused so. */
    void refuse(Status status) {
        refusal = status;
    }

    /** Calls of this method that have arrived so far, such as {@code inference.GRPCInferenceService/ModelInfer}. */
    int tries(String method) {
        return tries.getOrDefault(method, new AtomicInteger()).get();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class EveryMethod extends HandlerRegistry {
        @Override
        public ServerMethodDefinition<?, ?> lookupMethod(String method, String authority) {
            MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder(new RawBytes(), new RawBytes())
                    .setType(MethodDescriptor.MethodType.UNKNOWN).setFullMethodName(method).build();
            return ServerMethodDefinition.create(descriptor, new Refusal());
        }
    }

    private final class Refusal implements ServerCallHandler<byte[], byte[]> {
        @Override
        public ServerCall.Listener<byte[]> startCall(ServerCall<byte[], byte[]> call, Metadata headers) {
            tries.computeIfAbsent(call.getMethodDescriptor().getFullMethodName(), _ -> new AtomicInteger()).incrementAndGet();
            call.close(refusal, new Metadata());
            return new ServerCall.Listener<>() { };
        }
    }
}
