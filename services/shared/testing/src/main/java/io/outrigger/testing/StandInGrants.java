package io.outrigger.testing;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.access.v1.AccessServiceGrpc;
import io.outrigger.proto.access.v1.CreateKeyRequest;
import io.outrigger.proto.access.v1.CreateKeyResponse;
import io.outrigger.proto.access.v1.DeleteLimitRequest;
import io.outrigger.proto.access.v1.DeleteLimitResponse;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.proto.access.v1.Limit;
import io.outrigger.proto.access.v1.Limited;
import io.outrigger.proto.access.v1.ListKeysRequest;
import io.outrigger.proto.access.v1.ListKeysResponse;
import io.outrigger.proto.access.v1.ListLimitsRequest;
import io.outrigger.proto.access.v1.ListLimitsResponse;
import io.outrigger.proto.access.v1.PutLimitRequest;
import io.outrigger.proto.access.v1.PutLimitResponse;
import io.outrigger.proto.access.v1.ReportKeyUseRequest;
import io.outrigger.proto.access.v1.ReportKeyUseResponse;
import io.outrigger.proto.access.v1.RevokeKeyRequest;
import io.outrigger.proto.access.v1.RevokeKeyResponse;
import io.outrigger.proto.access.v1.RotateKeyRequest;
import io.outrigger.proto.access.v1.RotateKeyResponse;
import io.outrigger.proto.access.v1.WatchRequest;
import io.outrigger.proto.access.v1.WatchResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Keys and limits as a registry has them that believes everything it is told; part of {@link StandInRegistry}. */
final class StandInGrants extends AccessServiceGrpc.AccessServiceImplBase implements AutoCloseable {

    private static final String REGISTRY = "stand-in";

    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final Map<Limited, Limit> limits = new LinkedHashMap<>();
    private final List<ServerCallStreamObserver<WatchResponse>> watchers = new ArrayList<>();
    private final Map<String, Instant> uses = new ConcurrentHashMap<>();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    private long revision = 1;

    StandInGrants() {
        heart.scheduleAtFixedRate(() -> tell(WatchResponse.newBuilder()), 1, 1, TimeUnit.SECONDS);
    }

    /** When keys were used, as gateways have told. */
    Map<String, Instant> uses() {
        return uses;
    }

    synchronized long revision() {
        return revision;
    }

    @Override
    public synchronized void createKey(CreateKeyRequest request, StreamObserver<CreateKeyResponse> caller) {
        Key key = put(request.getKey().toBuilder().setId("key_" + (keys.size() + 1)).setCreatedAt(now()).build());
        answer(caller, CreateKeyResponse.newBuilder().setKey(key).build());
    }

    @Override
    public synchronized void listKeys(ListKeysRequest request, StreamObserver<ListKeysResponse> caller) {
        answer(caller, ListKeysResponse.newBuilder().addAllKeys(keys.values()).build());
    }

    @Override
    public synchronized void rotateKey(RotateKeyRequest request, StreamObserver<RotateKeyResponse> caller) {
        Key before = keys.get(request.getId());
        if (before == null) {
            caller.onError(Status.NOT_FOUND.withDescription("no such key").asException());
            return;
        }
        Key after = put(before.toBuilder().setHash(request.getHash()).setPrefix(request.getPrefix()).setPreviousHash(before.getHash())
                .setPreviousValidUntil(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond() + request.getOverlapS()))
                .setRotatedAt(now()).build());
        answer(caller, RotateKeyResponse.newBuilder().setBefore(before).setAfter(after).build());
    }

    @Override
    public synchronized void revokeKey(RevokeKeyRequest request, StreamObserver<RevokeKeyResponse> caller) {
        Key before = keys.get(request.getId());
        if (before == null) {
            caller.onError(Status.NOT_FOUND.withDescription("no such key").asException());
            return;
        }
        Key after = before.hasRevokedAt() ? before : put(before.toBuilder().setRevokedAt(now()).build());
        answer(caller, RevokeKeyResponse.newBuilder().setBefore(before).setAfter(after).build());
    }

    @Override
    public void reportKeyUse(ReportKeyUseRequest request, StreamObserver<ReportKeyUseResponse> caller) {
        request.getUsesList().forEach(use -> uses.put(use.getId(), Instant.ofEpochSecond(use.getAt().getSeconds())));
        answer(caller, ReportKeyUseResponse.getDefaultInstance());
    }

    @Override
    public synchronized void listLimits(ListLimitsRequest request, StreamObserver<ListLimitsResponse> caller) {
        answer(caller, ListLimitsResponse.newBuilder().addAllLimits(limits.values()).build());
    }

    @Override
    public synchronized void putLimit(PutLimitRequest request, StreamObserver<PutLimitResponse> caller) {
        Limit limit = Limit.newBuilder().setLimited(request.getLimited()).setLimits(request.getLimits()).setRevision(++revision).build();
        limits.put(request.getLimited(), limit);
        tell(WatchResponse.newBuilder().addLimits(limit));
        answer(caller, PutLimitResponse.newBuilder().setAfter(limit).build());
    }

    @Override
    public synchronized void deleteLimit(DeleteLimitRequest request, StreamObserver<DeleteLimitResponse> caller) {
        Limit before = limits.remove(request.getLimited());
        DeleteLimitResponse.Builder answer = DeleteLimitResponse.newBuilder();
        if (before != null) {
            tell(WatchResponse.newBuilder().addLimits(before.toBuilder().setRevision(++revision).setDeleted(true)));
            answer.setBefore(before);
        }
        answer(caller, answer.build());
    }

    @Override
    public synchronized void watch(WatchRequest request, StreamObserver<WatchResponse> watcher) {
        ServerCallStreamObserver<WatchResponse> stream = (ServerCallStreamObserver<WatchResponse>) watcher;
        stream.setOnCancelHandler(() -> { });
        stream.onNext(WatchResponse.newBuilder().setRegistryId(REGISTRY).setAnew(true).addAllKeys(keys.values())
                .addAllLimits(limits.values()).setRevision(revision).build());
        watchers.add(stream);
    }

    private Key put(Key key) {
        Key written = key.toBuilder().setRevision(++revision).build();
        keys.put(key.getId(), written);
        tell(WatchResponse.newBuilder().addKeys(written));
        return written;
    }

    private synchronized void tell(WatchResponse.Builder event) {
        watchers.removeIf(ServerCallStreamObserver::isCancelled);
        WatchResponse whole = event.setRegistryId(REGISTRY).setRevision(revision).build();
        watchers.forEach(watcher -> watcher.onNext(whole));
    }

    private static <A> void answer(StreamObserver<A> caller, A answer) {
        caller.onNext(answer);
        caller.onCompleted();
    }

    private static Timestamp now() {
        return Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond()).build();
    }

    @Override
    public void close() {
        heart.shutdownNow();
    }
}
