package io.outrigger.testing;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.registry.v1.Change;
import io.outrigger.proto.registry.v1.Fleet;
import io.outrigger.proto.registry.v1.GetRevisionRequest;
import io.outrigger.proto.registry.v1.GetRevisionResponse;
import io.outrigger.proto.registry.v1.Model;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import io.outrigger.proto.registry.v1.Snapshot;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A registry on loopback: every watcher gets a snapshot, then each change that a test makes, at once or when the test says so.
 * It counts how often it was asked how far it is.
 */
public final class StandInRegistry implements AutoCloseable {

    private final Server server;
    private final StandInGrants grants = new StandInGrants();
    private final Map<String, Model> models = new TreeMap<>();
    private final Map<String, Fleet> fleets = new TreeMap<>();
    private final List<ServerCallStreamObserver<WatchResponse>> watchers = new ArrayList<>();
    private final List<WatchResponse> heldBack = new ArrayList<>();
    private final AtomicInteger questions = new AtomicInteger();
    private boolean holding;
    private long revision = 1;

    private StandInRegistry(int port) {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port)).addService(new Service())
                    .addService(grants).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty registry on a free port. */
    public static StandInRegistry start() {
        return new StandInRegistry(0);
    }

    /** An empty registry on this port. */
    public static StandInRegistry startAt(int port) {
        return new StandInRegistry(port);
    }

    public int port() {
        return server.getPort();
    }

    public synchronized void put(Model model) {
        models.put(model.getName(), model);
        tell(Change.newBuilder().setModelChanged(model));
    }

    public synchronized void put(Fleet fleet) {
        fleets.put(fleet.getName(), fleet);
        tell(Change.newBuilder().setFleetChanged(fleet));
    }

    public synchronized void deleteFleet(String name) {
        fleets.remove(name);
        tell(Change.newBuilder().setFleetDeleted(name));
    }

    /** From now on watchers are told nothing, as when a notification is slow; what is written is there all the same. */
    public synchronized void holdBack() {
        holding = true;
    }

    /** Tells watchers what was held back, and everything from now on. */
    public synchronized void letGo() {
        holding = false;
        heldBack.forEach(event -> watchers.forEach(watcher -> watcher.onNext(event)));
        heldBack.clear();
    }

    /** How often somebody has asked how far the registry is. */
    public int questions() {
        return questions.get();
    }

    /** When API keys were used, by their ids, as gateways have told. */
    public Map<String, Instant> keyUses() {
        return Map.copyOf(grants.uses());
    }

    /** How far keys and limits are: every write is one further. */
    public long grantsRevision() {
        return grants.revision();
    }

    @Override
    public void close() {
        grants.close();
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Change.Builder change) {
        revision++;
        WatchResponse event = WatchResponse.newBuilder().setChange(change.setRevision(revision)).build();
        watchers.removeIf(ServerCallStreamObserver::isCancelled);
        if (holding) {
            heldBack.add(event);
            return;
        }
        watchers.forEach(watcher -> watcher.onNext(event));
    }

    private synchronized void welcome(ServerCallStreamObserver<WatchResponse> watcher) {
        watcher.onNext(WatchResponse.newBuilder().setSnapshot(Snapshot.newBuilder()
                .setRevision(revision).addAllModels(models.values()).addAllFleets(fleets.values()).setComplete(true)).build());
        watchers.add(watcher);
    }

    private synchronized long revision() {
        return revision;
    }

    private final class Service extends RegistryServiceGrpc.RegistryServiceImplBase {

        @Override
        public void getRevision(GetRevisionRequest request, StreamObserver<GetRevisionResponse> caller) {
            questions.incrementAndGet();
            caller.onNext(GetRevisionResponse.newBuilder().setRevision(revision()).build());
            caller.onCompleted();
        }

        @Override
        public void watch(WatchRequest request, StreamObserver<WatchResponse> watcher) {
            ServerCallStreamObserver<WatchResponse> stream = (ServerCallStreamObserver<WatchResponse>) watcher;
            stream.setOnCancelHandler(() -> { });
            welcome(stream);
        }
    }
}
