package io.outrigger.metadata.access;

import io.grpc.stub.ServerCallStreamObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.keys.KeyStore;
import io.outrigger.metadata.keys.Keys;
import io.outrigger.metadata.limits.LimitStore;
import io.outrigger.metadata.storage.Followed;
import io.outrigger.metadata.storage.RegistryDatabase;
import io.outrigger.metadata.stream.StreamTerms;
import io.outrigger.metadata.stream.WatcherStreams;
import io.outrigger.proto.access.v1.WatchRequest;
import io.outrigger.proto.access.v1.WatchResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Everybody who watches keys and limits, and the copy of these that they are served from. */
public final class AccessWatchers implements AutoCloseable {

    /** A database that was not seen for so long may have what nobody here knows. */
    private static final Duration CURRENT_MAX = Duration.ofSeconds(2);

    private final Followed<AccessState> followed;
    private final WatcherStreams<WatchResponse> streams;

    private AccessWatchers(Followed<AccessState> followed, StreamTerms terms, MeterRegistry meters, LongSupplier nanoTime) {
        this.followed = followed;
        this.streams = WatcherStreams.start("watchers of keys", terms, this::isCurrent, nanoTime);
        Gauge.builder("registry_access_watchers", streams::count).description("Streams that are told of changes of keys and limits")
                .strongReference(true).register(meters);
        followed.onChange(streams::pump);
    }

    /**
     * Starts to follow the database.
     *
     * @param poll how long a change whose notification was lost stays unseen
     */
    public static AccessWatchers start(RegistryDatabase database, KeyStore keys, LimitStore limits, Duration poll, StreamTerms terms,
            MeterRegistry meters, LongSupplier nanoTime) {
        Followed<AccessState> followed =
                Followed.start(look -> database.onAccessChange(poll, look), new AccessReader(keys, limits), nanoTime);
        return new AccessWatchers(followed, terms, meters, nanoTime);
    }

    /** The keys that there are, from now on, for those who call the registry with one. */
    public KnownKeys known(Keys keys) {
        KnownKeys known = KnownKeys.of(keys);
        Runnable take = () -> followed.state().ifPresent(state -> known.put(state.entries()));
        followed.onChange(take);
        take.run();
        return known;
    }

    public Optional<String> notReadyReason() {
        return followed.state().isEmpty() ? Optional.of("keys and limits have not been read yet") : Optional.empty();
    }

    private boolean isCurrent() {
        return followed.sinceLook().compareTo(CURRENT_MAX) < 0;
    }

    /** Takes a watcher in; called inside the handler, before it returns. */
    void add(WatchRequest request, ServerCallStreamObserver<WatchResponse> watcher) {
        if (request.getRevision() < 0) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "revision must be 0 or one that was seen; found " + request.getRevision() + ".");
        }
        if (!isCurrent()) {
            throw new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE,
                    "The registry's database cannot be reached at the moment, so what is known of keys may be old.")
                    .retryAfter(Duration.ofSeconds(1));
        }
        streams.requireRoom();
        streams.add(watcher, new AccessCursor(request, followed::state, followed::looks), () -> { });
    }

    /** Ends the streams, which would go on for ever. */
    public void endStreams() {
        streams.close();
    }

    @Override
    public void close() {
        streams.close();
        followed.close();
    }
}
