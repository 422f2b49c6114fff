package io.outrigger.client;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;

/** A connection to one gRPC port, for the stubs of any service there. Safe for several threads. */
public final class GrpcClient implements AutoCloseable {

    private static final int MESSAGE_BYTES_MAX = 256 << 20;

    private final ManagedChannel connection;
    private final String token;

    private GrpcClient(ManagedChannel connection, String token) {
        this.connection = connection;
        this.token = token;
    }

    /**
     * Connects when it is first called.
     *
     * @param address such as {@code 127.0.0.1:9080}
     * @param token empty or null for none
     */
    public static GrpcClient open(String address, String token) {
        return new GrpcClient(NettyChannelBuilder.forTarget("dns:///" + address).usePlaintext().disableRetry()
                .maxInboundMessageSize(MESSAGE_BYTES_MAX).build(), token == null ? "" : token);
    }

    /** Calls with the token and these headers: name, value, name, value, … */
    public Channel channel(String... headers) {
        Metadata metadata = new Metadata();
        if (!token.isEmpty()) {
            metadata.put(key("authorization"), "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            metadata.put(key(headers[i]), headers[i + 1]);
        }
        return ClientInterceptors.intercept(connection, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** Ends the connection, and calls in flight with it. */
    @Override
    public void close() {
        connection.shutdownNow();
    }
}
