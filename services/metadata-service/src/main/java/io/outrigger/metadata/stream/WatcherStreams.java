package io.outrigger.metadata.stream;

import io.grpc.stub.ServerCallStreamObserver;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.RequestContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Everybody who watches one thing. Heartbeats go out only while the database answers: a watcher that hears none looks for another
 * instance, whose database may be reachable, and loses nothing by it.
 *
 * @param <M> the messages to watchers
 */
public final class WatcherStreams<M> implements AutoCloseable {

    private final StreamTerms terms;
    private final BooleanSupplier isCurrent;
    private final LongSupplier nanoTime;
    private final Set<WatcherStream<M>> streams = ConcurrentHashMap.newKeySet();
    private final BackgroundLoop heart;
    private volatile boolean closed;

    private WatcherStreams(String watchers, StreamTerms terms, BooleanSupplier isCurrent, LongSupplier nanoTime) {
        this.terms = terms;
        this.isCurrent = isCurrent;
        this.nanoTime = nanoTime;
        this.heart = BackgroundLoop.every("the heartbeat to " + watchers, terms.heartbeat(), this::beat);
    }

    /**
     * @param watchers who they are, for the log
     * @param isCurrent whether what they are sent is what the database has, as far as can be known
     */
    public static <M> WatcherStreams<M> start(String watchers, StreamTerms terms, BooleanSupplier isCurrent, LongSupplier nanoTime) {
        return new WatcherStreams<>(watchers, terms, isCurrent, nanoTime);
    }

    /** How many watch now. */
    public int count() {
        return streams.size();
    }

    /** Returns while one more may watch, and one more of the host that the call being served comes from. */
    public void requireRoom() {
        if (closed) {
            throw shuttingDown();
        }
        if (streams.size() >= terms.watchersMax()) {
            throw new ServiceException(ErrorCode.OVERLOADED, "There are " + terms.watchersMax() + " watchers already.")
                    .retryAfter(terms.heartbeat());
        }
        String peer = WatcherPeer.current();
        if (streams.stream().filter(stream -> stream.peer().equals(peer)).count() >= terms.watchersOfPeerMax()) {
            throw new ServiceException(ErrorCode.OVERLOADED, "There are " + terms.watchersOfPeerMax() + " watchers from " + peer
                    + " already, and the other places are for other hosts.").retryAfter(terms.heartbeat());
        }
    }

    /**
     * Takes a watcher in; called inside the handler, before it returns.
     *
     * @param left runs once when it has gone
     */
    public void add(ServerCallStreamObserver<M> watcher, Cursor<M> cursor, Runnable left) {
        var stream = new WatcherStream<>(watcher, cursor, RequestContext.current().correlationId(), WatcherPeer.current(),
                nanoTime);
        watcher.setOnReadyHandler(stream::pump);
        watcher.setOnCancelHandler(() -> remove(stream, left));
        watcher.setOnCloseHandler(() -> remove(stream, left));
        streams.add(stream);
        stream.pump();
        if (closed) {
            stream.end(shuttingDown());
        }
    }

    private void remove(WatcherStream<M> stream, Runnable left) {
        if (streams.remove(stream)) {
            left.run();
        }
    }

    /** Sends to everybody what there is. */
    public void pump() {
        streams.forEach(WatcherStream::pump);
    }

    private void beat() {
        boolean current = isCurrent.getAsBoolean();
        streams.forEach(stream -> stream.beat(terms.stallMax(), current));
    }

    @Override
    public void close() {
        closed = true;
        heart.close();
        streams.forEach(stream -> stream.end(shuttingDown()));
    }

    private static ServiceException shuttingDown() {
        return new ServiceException(ErrorCode.SHUTTING_DOWN, "This instance of the registry is shutting down; watch another.");
    }
}
