package io.outrigger.chassis.server;

import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * gRPC services on grpc-java and Netty, hosted the same way everywhere.
 *
 * <p>Handlers run on virtual threads, but for those of methods that are known never to block: these run on the network's threads, which
 * spares a request two changes of threads. What peers may have waiting for one is limited ({@link GrpcConnections}). Why not Helidon's gRPC
 * server: services/README.md.
 */
final class GrpcHost {

    private static final int METADATA_BYTES_MAX = 32 << 10;
    private static final int STREAMS_PER_CONNECTION_MAX = 2_048;

    /**
     * Resets in so many seconds, those that the peer sends and those that it provokes, after which its connection is ended. Callers'
     * calls end so when their time is over, behind a proxy those of all its callers; the next service's peers are our own, with all
     * callers' calls.
     */
    private static final int RESETS_S = 10;
    private static final int RESETS_OF_CALLERS_MAX = 4_000;
    private static final int RESETS_OF_SERVICES_MAX = 50_000;

    private final Server server;
    private final ExecutorService executor;
    private final GrpcHealth health;

    /** @param composition what is served, for how long, and to whom */
    GrpcHost(ServerConfig config, Composition composition, Admission admission, List<ServerInterceptor> outermostFirst,
            BooleanSupplier ready) throws IOException {
        executor = Executors.newVirtualThreadPerTaskExecutor();
        GrpcConnections connections = new GrpcConnections(config.connectionsMax(), config.bodyTimeMax(),
                composition.facesCallers(), executor);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(config.host(), config.grpcPort()))
                .executor(Runnable::run) // finds the method, and no more: from there on a call has the thread that it is given below
                .callExecutor(new ServerCallExecutorSupplier() {
                    @Override
                    public <Q, R> Executor getExecutor(ServerCall<Q, R> call, Metadata headers) {
                        return composition.neverBlocking.contains(call.getMethodDescriptor().getFullMethodName()) ? null : connections;
                    }
                })
                .protocolNegotiator(connections)
                .addStreamTracerFactory(IncomingMessages.factory(admission, connections))
                .maxRstFramesPerWindow(composition.facesCallers() ? RESETS_OF_CALLERS_MAX : RESETS_OF_SERVICES_MAX, RESETS_S)
                .maxInboundMessageSize((int) Math.min(Integer.MAX_VALUE, config.messageBytesMax()))
                .decompressorRegistry(DecompressorRegistry.getDefaultInstance().with(new Deflate(), true))
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .maxConcurrentCallsPerConnection(STREAMS_PER_CONNECTION_MAX)
                .handshakeTimeout(config.headTimeMax().toMillis(), TimeUnit.MILLISECONDS) // of the preface: who connects and says nothing
                .fallbackHandlerRegistry(new UnknownMethods())
                .permitKeepAliveWithoutCalls(true)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .maxConnectionAge(config.connectionAgeMax().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAgeGrace(composition.callTimeMax.orElse(config.drainTimeout()).toMillis(), TimeUnit.MILLISECONDS);
        List<ServerServiceDefinition> all = new ArrayList<>(composition.services);
        health = new GrpcHealth(composition.services.stream().map(service -> service.getServiceDescriptor().getName()).toList(), ready);
        all.add(health.service());
        if (config.grpcReflection()) {
            all.addAll(reflection());
        }
        all.forEach(service -> builder.addService(
                ReadableMessages.of(ServerInterceptors.interceptForward(service, outermostFirst), config.messageBytesMax())));
        try {
            server = builder.build().start();
        } catch (IOException | RuntimeException failed) {
            health.close();
            executor.close();
            throw failed;
        }
    }

    /** What the services look like, for tools; v1alpha is all that many of them know, and is deprecated for that reason only. */
    @SuppressWarnings("deprecation")
    private static List<ServerServiceDefinition> reflection() {
        return List.of(ProtoReflectionServiceV1.newInstance().bindService(),
                io.grpc.protobuf.services.ProtoReflectionService.newInstance().bindService());
    }

    int port() {
        return server.getPort();
    }

    void leaveRotation() {
        health.close();
    }

    /** Sends GOAWAY and takes no new calls; calls in flight go on. */
    void refuseNew() {
        health.close();
        server.shutdown();
    }

    /** Lets calls in flight go on for this long, then cuts them off; an interrupt cuts them off at once. */
    void awaitFinished(Duration timeout) {
        try {
            if (!server.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
                server.awaitTermination(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException stopWaiting) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }
}
