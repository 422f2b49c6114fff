package io.outrigger.metadata.watch;

import io.grpc.stub.ServerCallStreamObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.feed.ChangeFeed;
import io.outrigger.metadata.stream.Cursor;
import io.outrigger.metadata.stream.WatcherStreams;
import io.outrigger.proto.registry.v1.AcknowledgeRequest;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Everybody who watches models and fleets, and how far they say that they are. */
public final class Watchers implements AutoCloseable {

    private static final int WATCHER_ID_CHARACTERS_MAX = 64;

    private final ChangeFeed feed;
    private final Acknowledgements acknowledgements;
    private final WatcherStreams<WatchResponse> streams;

    private Watchers(ChangeFeed feed, WatchConfig config, MeterRegistry meters, LongSupplier nanoTime) {
        this.feed = feed;
        this.acknowledgements = new Acknowledgements(config.acknowledgementPatience(), nanoTime);
        this.streams = WatcherStreams.start("watchers", config.streams(),
                () -> feed.sinceLook().compareTo(config.streams().heartbeat().multipliedBy(2)) < 0, nanoTime);
        Gauge.builder("registry_watchers", streams::count).description("Streams that are told of changes of the registry")
                .strongReference(true).register(meters);
        Gauge.builder("registry_revision", feed::revision).description("Revision of the registry that is told of here")
                .strongReference(true).register(meters);
        feed.onChange(streams::pump);
    }

    public static Watchers start(ChangeFeed feed, WatchConfig config, MeterRegistry meters, LongSupplier nanoTime) {
        return new Watchers(feed, config, meters, nanoTime);
    }

    /** Takes a watcher in; called inside the handler, before it returns. */
    void add(WatchRequest request, ServerCallStreamObserver<WatchResponse> watcher) {
        if (feed.state().isEmpty()) {
            throw new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, "The registry's database has not been reached yet.");
        }
        if (request.getResumeAfterRevision() < 0) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "resume_after_revision must be 0 or a revision that was seen; found " + request.getResumeAfterRevision() + ".");
        }
        String id = request.getWatcherId();
        if (id.length() > WATCHER_ID_CHARACTERS_MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "watcher_id must have up to " + WATCHER_ID_CHARACTERS_MAX
                    + " characters; it has " + id.length() + ".");
        }
        streams.requireRoom();
        if (!id.isEmpty()) {
            acknowledgements.joined(id, request.getResumeAfterRevision());
        }
        streams.add(watcher, new FeedCursor(feed, new WatchCursor(request, feed.looks())), () -> {
            if (!id.isEmpty()) {
                acknowledgements.left(id);
            }
        });
    }

    /** A watcher says how far it is. */
    void acknowledged(AcknowledgeRequest request) {
        acknowledgements.acknowledged(request.getWatcherId(), request.getRevision());
    }

    /** Returns when everybody who watches here has a revision, as far as they say so, or after a bound. */
    public void await(long revision) {
        acknowledgements.await(revision);
    }

    @Override
    public void close() {
        streams.close();
    }

    /** A watcher's cursor in the newest state. */
    private record FeedCursor(ChangeFeed feed, WatchCursor cursor) implements Cursor<WatchResponse> {

        @Override
        public Optional<WatchResponse> next() {
            // Before the state, so that the state is at least as new as what the count promises.
            long looks = feed.looks();
            return feed.state().flatMap(state -> cursor.next(state, looks));
        }

        @Override
        public Optional<WatchResponse> heartbeat() {
            return cursor.isInSnapshot() ? Optional.empty() : Optional.of(cursor.heartbeat());
        }
    }
}
