package io.outrigger.mesh;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import java.util.concurrent.TimeUnit;

/**
 * The program in a pod, as far as its Envoy can see: it calls a service by its name and its Envoy's port, in plain text, and repeats
 * nothing by itself.
 */
final class MeshCaller implements AutoCloseable {
    static final long PATIENCE_S = 120;

    private final Envoy envoy;
    private final ManagedChannel connection;

    /** @param service such as {@code model-router.outrigger.svc.cluster.local:9081} */
    MeshCaller(Envoy envoy, String service) {
        this.envoy = envoy;
        connection = NettyChannelBuilder.forTarget("dns:///" + envoy.pod().outboundAddress() + service.substring(service.lastIndexOf(':')))
                .overrideAuthority(service).usePlaintext().disableRetry().build();
    }

    /** Through whom it calls. */
    Envoy envoy() {
        return envoy;
    }

    /** Calls with these headers: name, value, name, value, … */
    Channel channel(String... headers) {
        Metadata metadata = new Metadata();
        for (int i = 0; i < headers.length; i += 2) {
            metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
        }
        return ClientInterceptors.intercept(connection, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub inference(String... headers) {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel(headers)).withDeadlineAfter(PATIENCE_S, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        connection.shutdownNow();
    }
}
