package io.outrigger.gateway.testing;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import io.outrigger.proto.registry.v1.Snapshot;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import io.outrigger.registryview.FleetMapping;
import io.outrigger.registryview.Model;
import io.outrigger.registryview.ModelMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A registry that tells every watcher the same models and then falls silent. */
public final class RegistryServer implements AutoCloseable {

    private final Server server;

    public RegistryServer(List<Model> models) {
        Snapshot.Builder snapshot = Snapshot.newBuilder().setRevision(1).setComplete(true);
        models.forEach(model -> snapshot.addModels(ModelMapping.toProto(model)));
        Models.FLEETS.forEach(fleet -> snapshot.addFleets(FleetMapping.toProto(fleet)));
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).addService(new Service(snapshot.build())).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static final class Service extends RegistryServiceGrpc.RegistryServiceImplBase {

        private final Snapshot snapshot;

        Service(Snapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public void watch(WatchRequest request, StreamObserver<WatchResponse> responses) {
            ((ServerCallStreamObserver<WatchResponse>) responses).setOnCancelHandler(() -> { });
            responses.onNext(WatchResponse.newBuilder().setSnapshot(snapshot).build());
        }
    }
}
