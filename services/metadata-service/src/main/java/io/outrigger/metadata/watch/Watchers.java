package io.outrigger.metadata.watch;

import io.grpc.stub.ServerCallStreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.metadata.feed.ChangeFeed;
import io.outrigger.proto.registry.v1.AcknowledgeRequest;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Everybody who watches. Heartbeats go out only while the database answers: a watcher that hears none looks for another
 * instance, whose database may be reachable, and loses nothing by it.
 */
public final class Watchers implements AutoCloseable {

    private static final int WATCHER_ID_CHARACTERS_MAX = 64;

    private final ChangeFeed feed;
    private final WatchConfig config;
    private final LongSupplier nanoTime;
    private final Acknowledgements acknowledgements;
    private final Set<WatchStream> streams = ConcurrentHashMap.newKeySet();
    private final BackgroundLoop heart;
    private volatile boolean closed;

    private Watchers(ChangeFeed feed, WatchConfig config, MeterRegistry meters, LongSupplier nanoTime) {
        this.feed = feed;
        this.config = config;
        this.nanoTime = nanoTime;
        this.acknowledgements = new Acknowledgements(config.acknowledgementPatience(), nanoTime);
        meters.gauge("registry.watchers", streams, Set::size);
        feed.onChange(() -> streams.forEach(WatchStream::pump));
        this.heart = BackgroundLoop.every("the heartbeat to watchers", config.heartbeat(), this::beat);
    }

    public static Watchers start(ChangeFeed feed, WatchConfig config, MeterRegistry meters, LongSupplier nanoTime) {
        return new Watchers(feed, config, meters, nanoTime);
    }

    /** Takes a watcher in; called inside the handler, before it returns. */
    void add(WatchRequest request, ServerCallStreamObserver<WatchResponse> watcher) {
        if (closed) {
            throw shuttingDown();
        }
        if (feed.state().isEmpty()) {
            throw new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, "The registry's database has not been reached yet.");
        }
        if (request.getResumeAfterRevision() < 0) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "resume_after_revision must be 0 or a revision that was seen; found " + request.getResumeAfterRevision() + ".");
        }
        if (request.getWatcherId().length() > WATCHER_ID_CHARACTERS_MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "watcher_id must have up to " + WATCHER_ID_CHARACTERS_MAX
                    + " characters; it has " + request.getWatcherId().length() + ".");
        }
        if (streams.size() >= config.watchersMax()) {
            throw new ServiceException(ErrorCode.OVERLOADED, "There are " + config.watchersMax() + " watchers already.")
                    .retryAfter(config.heartbeat());
        }
        var stream = new WatchStream(watcher, feed, request, RequestContext.current().correlationId(), nanoTime);
        watcher.setOnReadyHandler(stream::pump);
        watcher.setOnCancelHandler(() -> remove(stream, request.getWatcherId()));
        watcher.setOnCloseHandler(() -> remove(stream, request.getWatcherId()));
        streams.add(stream);
        if (!request.getWatcherId().isEmpty()) {
            acknowledgements.joined(request.getWatcherId(), request.getResumeAfterRevision());
        }
        stream.pump();
    }

    private void remove(WatchStream stream, String id) {
        if (streams.remove(stream) && !id.isEmpty()) {
            acknowledgements.left(id);
        }
    }

    /** A watcher says how far it is. */
    void acknowledged(AcknowledgeRequest request) {
        acknowledgements.acknowledged(request.getWatcherId(), request.getRevision());
    }

    /** Returns when everybody who watches here has a revision, as far as they say so, or after a bound. */
    public void await(long revision) {
        acknowledgements.await(revision);
    }

    private void beat() {
        if (feed.sinceLook().compareTo(config.heartbeat().multipliedBy(2)) < 0) {
            streams.forEach(stream -> stream.beat(config.stallMax()));
        }
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
