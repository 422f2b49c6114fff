package io.outrigger.metadata.watch;

import io.grpc.stub.ServerCallStreamObserver;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.feed.ChangeFeed;
import io.outrigger.metadata.feed.FeedState;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One watcher's stream. It is pumped whenever the feed has moved or the watcher can take more, and never sends to a watcher
 * that is not ready, so nothing gathers in the transport. Locked, because the feed, the timer and the transport all pump.
 */
final class WatchStream {

    private final ServerCallStreamObserver<WatchResponse> watcher;
    private final ChangeFeed feed;
    private final WatchCursor cursor;
    private final String correlationId;
    private final LongSupplier nanoTime;
    private long readyAtNanos;
    private boolean ended;

    WatchStream(ServerCallStreamObserver<WatchResponse> watcher, ChangeFeed feed, WatchRequest request, String correlationId,
            LongSupplier nanoTime) {
        this.watcher = watcher;
        this.feed = feed;
        this.cursor = new WatchCursor(request, feed.looks());
        this.correlationId = correlationId;
        this.nanoTime = nanoTime;
        this.readyAtNanos = nanoTime.getAsLong();
    }

    /** Sends what there is, as long as the watcher takes it. */
    synchronized void pump() {
        if (ended || watcher.isCancelled()) {
            return;
        }
        // Before the state, so that the state is at least as new as what the count promises.
        long looks = feed.looks();
        Optional<FeedState> state = feed.state();
        if (state.isEmpty()) {
            return;
        }
        while (watcher.isReady()) {
            readyAtNanos = nanoTime.getAsLong();
            Optional<WatchResponse> next = cursor.next(state.get(), looks);
            if (next.isEmpty()) {
                return;
            }
            watcher.onNext(next.get());
        }
    }

    /** Sends a heartbeat, or ends a stream whose watcher has taken nothing for too long. */
    synchronized void beat(Duration stallMax) {
        pump();
        if (ended || watcher.isCancelled()) {
            return;
        }
        if (watcher.isReady()) {
            if (!cursor.isInSnapshot()) {
                watcher.onNext(cursor.heartbeat());
            }
        } else if (nanoTime.getAsLong() - readyAtNanos > stallMax.toNanos()) {
            end(new ServiceException(ErrorCode.OVERLOADED, "The watcher has taken nothing for " + stallMax.toSeconds()
                    + " s; watch again to go on."));
        }
    }

    synchronized void end(ServiceException reason) {
        if (!ended && !watcher.isCancelled()) {
            watcher.onError(GrpcErrors.toStatus(reason, correlationId));
        }
        ended = true;
    }
}
