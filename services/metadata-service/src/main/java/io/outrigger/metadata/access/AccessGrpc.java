package io.outrigger.metadata.access;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.outrigger.metadata.keys.Keys;
import io.outrigger.metadata.limits.Limits;
import io.outrigger.proto.access.v1.AccessServiceGrpc;
import io.outrigger.proto.access.v1.CreateKeyRequest;
import io.outrigger.proto.access.v1.CreateKeyResponse;
import io.outrigger.proto.access.v1.DeleteLimitRequest;
import io.outrigger.proto.access.v1.DeleteLimitResponse;
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

/** The gRPC service of keys and limits. What a handler throws is turned into a status by the chassis. */
public final class AccessGrpc extends AccessServiceGrpc.AccessServiceImplBase {

    private final Keys keys;
    private final Limits limits;
    private final AccessWatchers watchers;

    public AccessGrpc(Keys keys, Limits limits, AccessWatchers watchers) {
        this.keys = keys;
        this.limits = limits;
        this.watchers = watchers;
    }

    @Override
    public void createKey(CreateKeyRequest request, StreamObserver<CreateKeyResponse> caller) {
        var key = keys.create(KeyMessages.newKey(request.getKey()));
        answer(caller, CreateKeyResponse.newBuilder().setKey(KeyMessages.message(key)).build());
    }

    @Override
    public void listKeys(ListKeysRequest request, StreamObserver<ListKeysResponse> caller) {
        int size = KeyPage.size(request.getPageSize());
        answer(caller, KeyPage.of(keys.page(request.getTenant(), request.getAfter(), size + 1), size));
    }

    @Override
    public void rotateKey(RotateKeyRequest request, StreamObserver<RotateKeyResponse> caller) {
        var change = keys.rotate(request.getId(), KeyMessages.print(request.getPrefix(), request.getHash()), request.getOverlapS());
        answer(caller, RotateKeyResponse.newBuilder()
                .setBefore(KeyMessages.message(change.before())).setAfter(KeyMessages.message(change.after())).build());
    }

    @Override
    public void revokeKey(RevokeKeyRequest request, StreamObserver<RevokeKeyResponse> caller) {
        var change = keys.revoke(request.getId());
        answer(caller, RevokeKeyResponse.newBuilder()
                .setBefore(KeyMessages.message(change.before())).setAfter(KeyMessages.message(change.after())).build());
    }

    @Override
    public void reportKeyUse(ReportKeyUseRequest request, StreamObserver<ReportKeyUseResponse> caller) {
        keys.used(request.getUsesList().stream().map(KeyMessages::use).toList());
        answer(caller, ReportKeyUseResponse.getDefaultInstance());
    }

    @Override
    public void listLimits(ListLimitsRequest request, StreamObserver<ListLimitsResponse> caller) {
        answer(caller, ListLimitsResponse.newBuilder().addAllLimits(limits.all().stream().map(LimitMessages::message).toList()).build());
    }

    @Override
    public void putLimit(PutLimitRequest request, StreamObserver<PutLimitResponse> caller) {
        var change = limits.put(LimitMessages.limited(request.getLimited()), LimitMessages.allowance(request.getLimits()));
        var response = PutLimitResponse.newBuilder().setAfter(LimitMessages.message(change.after()));
        change.before().map(LimitMessages::message).ifPresent(response::setBefore);
        answer(caller, response.build());
    }

    @Override
    public void deleteLimit(DeleteLimitRequest request, StreamObserver<DeleteLimitResponse> caller) {
        var response = DeleteLimitResponse.newBuilder();
        limits.delete(LimitMessages.limited(request.getLimited())).map(LimitMessages::message).ifPresent(response::setBefore);
        answer(caller, response.build());
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchResponse> caller) {
        watchers.add(request, (ServerCallStreamObserver<WatchResponse>) caller);
    }

    private static <M> void answer(StreamObserver<M> caller, M message) {
        caller.onNext(message);
        caller.onCompleted();
    }
}
