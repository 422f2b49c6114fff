package io.outrigger.gateway.grants;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.stub.BlockingClientCall;
import io.outrigger.chassis.background.Backoff;
import io.outrigger.proto.access.v1.AccessServiceGrpc;
import io.outrigger.proto.access.v1.WatchRequest;
import io.outrigger.proto.access.v1.WatchResponse;
import io.outrigger.relay.hop.WatchLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A live copy of the registry's keys and limits. */
public final class GrantsView implements AutoCloseable {

    /** The registry beats every second. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(3);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1), 0.5);

    private final ManagedChannel channel;
    private final WatchLoop<WatchResponse> watch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private volatile Grants grants = new Grants();
    private volatile boolean loaded;
    /** What is being read of a registry that is not known whole yet; the watching thread's own, as the next three. */
    private Grants next = grants;
    private String registryId = "";
    private long revision;
    private String writeId = "";

    private GrantsView(ManagedChannel channel) {
        this.channel = channel;
        this.watch = WatchLoop.start("the registry's keys and limits", BACKOFF, SILENCE_MAX, channel, this::open, this::apply);
    }

    /** Starts to follow the registry behind a channel, which stays its owner's to close, after the view. */
    public static GrantsView follow(ManagedChannel channel) {
        return new GrantsView(channel);
    }

    /** The key with this hash, also one that is not good any more. */
    public Optional<GrantedKey> keyOfHash(ByteString hash) {
        return grants.keyOfHash(hash);
    }

    public Optional<GrantedKey> key(String id) {
        return grants.key(id);
    }

    public LimitSet tenant(String name) {
        return grants.tenant(name);
    }

    public LimitSet model(String name) {
        return grants.model(name);
    }

    public Optional<String> notReadyReason() {
        return loaded ? Optional.empty() : Optional.of("the keys and limits of the registry have not been read yet");
    }

    /** Waits until a write is in force here, or for so long; so whoever is told of a write by this gateway finds it here. */
    public void await(long writtenRevision, Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (revision < writtenRevision && left > 0) {
                left = advanced.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private BlockingClientCall<?, WatchResponse> open() {
        WatchRequest.Builder request = WatchRequest.newBuilder();
        if (next == grants) { // what was read in part is begun anew
            request.setRegistryId(registryId).setRevision(revision).setWriteId(writeId);
        }
        return AccessServiceGrpc.newBlockingV2Stub(channel).watch(request.build());
    }

    private void apply(WatchResponse event) {
        if (event.getAnew() || !event.getRegistryId().equals(registryId)) {
            next = new Grants();
            registryId = event.getRegistryId();
        }
        event.getKeysList().forEach(next::put);
        event.getLimitsList().forEach(next::put);
        if (event.getMore()) {
            return;
        }
        grants = next;
        loaded = true;
        writeId = event.getWriteId();
        lock.lock();
        try {
            revision = event.getRevision();
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
