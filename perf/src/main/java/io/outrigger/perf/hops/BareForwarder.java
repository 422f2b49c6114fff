package io.outrigger.perf.hops;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The least that a hop can be with grpc-java: it takes a ModelInfer, sends its bytes on, and its answer's bytes back. It reads nothing,
 * checks nothing, counts nothing; what one of the platform's hops costs beside it is what these things cost.
 */
final class BareForwarder {
    private static final int TIMEOUT_S = 30;
    private static final MethodDescriptor<byte[], byte[]> MODEL_INFER =
            GRPCInferenceServiceGrpc.getModelInferMethod().toBuilder(new Bytes(), new Bytes()).build();

    private BareForwarder() {
    }

    /** Where requests are handled. */
    enum Threads {
        /** A virtual thread each, as grpc-java does where it is told to. */
        VIRTUAL,
        /** The network's own thread, which the server shares with its client: the least there is. */
        EVENT_LOOP
    }

    /** Arguments: the threads, the port that the first one sends on to, and the ports to listen on, each sending to the one before. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Threads threads = Threads.valueOf(arguments[0]);
        int next = Integer.parseInt(arguments[1]);
        Server last = null;
        for (int i = 2; i < arguments.length; i++) {
            int port = Integer.parseInt(arguments[i]);
            last = forwarding(threads, port, next);
            next = port;
        }
        if (last != null) {
            last.awaitTermination();
        }
    }

    private static Server forwarding(Threads threads, int port, int nextPort) throws IOException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory());
        Channel next = NettyChannelBuilder.forAddress("127.0.0.1", nextPort).usePlaintext().directExecutor().disableRetry()
                .eventLoopGroup(loops).channelType(NioSocketChannel.class).build();
        NettyServerBuilder server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .bossEventLoopGroup(loops).workerEventLoopGroup(loops).channelType(NioServerSocketChannel.class);
        return (threads == Threads.VIRTUAL ? server.executor(Executors.newVirtualThreadPerTaskExecutor()) : server.directExecutor())
                .addService(ServerServiceDefinition.builder(GRPCInferenceServiceGrpc.SERVICE_NAME)
                        .addMethod(MODEL_INFER, (call, headers) -> taking(call, next)).build())
                .build().start();
    }

    private static ServerCall.Listener<byte[]> taking(ServerCall<byte[], byte[]> call, Channel next) {
        call.request(2);
        return new ServerCall.Listener<>() {
            private byte[] request;

            @Override
            public void onMessage(byte[] message) {
                request = message;
            }

            @Override
            public void onHalfClose() {
                ClientCall<byte[], byte[]> onward =
                        next.newCall(MODEL_INFER, CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT_S, TimeUnit.SECONDS));
                onward.start(answering(call), new Metadata());
                onward.request(2);
                onward.sendMessage(request);
                onward.halfClose();
            }
        };
    }

    private static ClientCall.Listener<byte[]> answering(ServerCall<byte[], byte[]> call) {
        return new ClientCall.Listener<>() {
            private byte[] answer;

            @Override
            public void onMessage(byte[] message) {
                answer = message;
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
                if (status.isOk()) {
                    call.sendHeaders(new Metadata());
                    call.sendMessage(answer);
                }
                call.close(status, new Metadata());
            }
        };
    }

    /** One array a message. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] message) {
            return new DrainableBytes(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readNBytes(stream.available());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class DrainableBytes extends ByteArrayInputStream implements KnownLength, Drainable {

        DrainableBytes(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int left = count - pos;
            target.write(buf, pos, left);
            pos = count;
            return left;
        }
    }
}
