package io.outrigger.metadata.testing;

import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.outrigger.proto.access.v1.AccessServiceGrpc;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.proto.access.v1.Limit;
import io.outrigger.proto.access.v1.Limited;
import io.outrigger.proto.access.v1.WatchRequest;
import io.outrigger.proto.access.v1.WatchResponse;
import java.util.HashMap;
import java.util.Map;

/** Follows keys and limits as a gateway does, and keeps what it has been told. */
public final class KeyWatcher implements ClientResponseObserver<WatchRequest, WatchResponse>, AutoCloseable {

    private final Map<String, Key> keys = new HashMap<>();
    private final Map<Limited, Limit> limits = new HashMap<>();
    private ClientCallStreamObserver<WatchRequest> call;
    private WatchRequest position;
    private boolean whole;
    private int heartbeats;
    private int parts;
    private int beginnings;
    private int bytesMax;
    private Throwable end;

    private KeyWatcher(WatchRequest position) {
        this.position = position;
    }

    /** Watches from a position on. */
    public static KeyWatcher start(ManagedChannel channel, WatchRequest position) {
        var watcher = new KeyWatcher(position);
        AccessServiceGrpc.newStub(channel).watch(position, watcher);
        return watcher;
    }

    /** Watches from the beginning. */
    public static KeyWatcher start(ManagedChannel channel) {
        return start(channel, WatchRequest.getDefaultInstance());
    }

    @Override
    public synchronized void beforeStart(ClientCallStreamObserver<WatchRequest> started) {
        call = started;
    }

    @Override
    public synchronized void onNext(WatchResponse message) {
        if (message.getAnew()) {
            beginnings++;
            keys.clear();
            limits.clear();
        }
        if (message.getKeysCount() + message.getLimitsCount() == 0 && !message.getAnew()) {
            heartbeats++;
        } else {
            parts++;
        }
        bytesMax = Math.max(bytesMax, message.getSerializedSize());
        message.getKeysList().forEach(key -> keys.put(key.getId(), key));
        message.getLimitsList().forEach(limit -> limits.put(limit.getLimited(), limit));
        whole = !message.getMore();
        position = WatchRequest.newBuilder().setRegistryId(message.getRegistryId()).setRevision(message.getRevision())
                .setWriteId(message.getWriteId()).build();
    }

    @Override
    public synchronized void onError(Throwable failure) {
        end = failure;
    }

    @Override
    public synchronized void onCompleted() {
        end = new IllegalStateException("a watch does not complete");
    }

    /** What it would go on with. */
    public synchronized WatchRequest position() {
        return position;
    }

    public synchronized boolean isWhole() {
        return whole;
    }

    public synchronized Map<String, Key> keys() {
        return Map.copyOf(keys);
    }

    public synchronized boolean knows(Key key) {
        return key.equals(keys.get(key.getId()));
    }

    public synchronized Map<Limited, Limit> limits() {
        return Map.copyOf(limits);
    }

    public synchronized int heartbeats() {
        return heartbeats;
    }

    /** Messages that were no heartbeats. */
    public synchronized int parts() {
        return parts;
    }

    /** How often it was told that what it had was void. */
    public synchronized int beginnings() {
        return beginnings;
    }

    public synchronized int bytesMax() {
        return bytesMax;
    }

    /** What ended it; null while it goes on. */
    public synchronized Throwable end() {
        return end;
    }

    @Override
    public synchronized void close() {
        call.cancel("the test is over", null);
    }
}
