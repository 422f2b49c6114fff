package io.outrigger.metadata.stream;

import io.grpc.stub.ServerCallStreamObserver;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One watcher's stream. It is pumped whenever the state has moved or the watcher can take more, and never sends to a watcher
 * that is not ready, so nothing gathers in the transport. Locked, because the feed, the timer and the transport all pump.
 */
final class WatcherStream<M> {

    private final ServerCallStreamObserver<M> watcher;
    private final Cursor<M> cursor;
    private final String correlationId;
    private final String peer;
    private final LongSupplier nanoTime;
    private long readyAtNanos;
    private boolean ended;

    WatcherStream(ServerCallStreamObserver<M> watcher, Cursor<M> cursor, String correlationId, String peer, LongSupplier nanoTime) {
        this.watcher = watcher;
        this.cursor = cursor;
        this.correlationId = correlationId;
        this.peer = peer;
        this.nanoTime = nanoTime;
        this.readyAtNanos = nanoTime.getAsLong();
    }

    /** The host that the watcher came from. */
    String peer() {
        return peer;
    }

    /** Sends what there is, as long as the watcher takes it. */
    synchronized void pump() {
        if (ended || watcher.isCancelled()) {
            return;
        }
        while (watcher.isReady()) {
            readyAtNanos = nanoTime.getAsLong();
            Optional<M> next = cursor.next();
            if (next.isEmpty()) {
                return;
            }
            watcher.onNext(next.get());
        }
    }

    /**
     * Sends a heartbeat, or ends a stream whose watcher has taken nothing for too long.
     *
     * @param current whether what was sent is what the database has; without that no heartbeat goes out
     */
    synchronized void beat(Duration stallMax, boolean current) {
        pump();
        if (ended || watcher.isCancelled()) {
            return;
        }
        if (watcher.isReady()) {
            cursor.heartbeat().filter(heartbeat -> current).ifPresent(watcher::onNext);
        } else if (nanoTime.getAsLong() - readyAtNanos > stallMax.toNanos()) {
            end(new ServiceException(ErrorCode.OVERLOADED, "The watcher has taken nothing for " + stallMax.toMillis()
                    + " ms; watch again to go on."));
        }
    }

    synchronized void end(ServiceException reason) {
        if (!ended && !watcher.isCancelled()) {
            watcher.onError(GrpcErrors.toStatus(reason, correlationId));
        }
        ended = true;
    }
}
