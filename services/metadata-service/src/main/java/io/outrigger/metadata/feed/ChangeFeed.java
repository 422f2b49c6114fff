package io.outrigger.metadata.feed;

import io.outrigger.database.ChangeListener;
import io.outrigger.metadata.cache.Knowledge;
import io.outrigger.metadata.fleets.FleetStore;
import io.outrigger.metadata.models.ModelStore;
import io.outrigger.metadata.storage.RegistryDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Follows the registry's database: each sign of a change, and the end of the polling interval, makes it look at the revision and
 * read what is new. While the database is away, the state stays as it is.
 */
public final class ChangeFeed implements Knowledge, AutoCloseable {

    private final FeedReader reader;
    private final LongSupplier nanoTime;
    private final ChangeListener listener;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private volatile FeedState state;
    private volatile long looks;
    private volatile long lookedAtNanos;

    private ChangeFeed(RegistryDatabase database, ModelStore models, FleetStore fleets, Duration poll, LongSupplier nanoTime) {
        this.reader = new FeedReader(models, fleets, database.changesKept());
        this.nanoTime = nanoTime;
        this.listener = database.onChange(poll, this::look);
    }

    /**
     * Starts to follow.
     *
     * @param poll how long a change whose notification was lost stays unseen
     */
    public static ChangeFeed start(RegistryDatabase database, ModelStore models, FleetStore fleets, Duration poll, LongSupplier nanoTime) {
        return new ChangeFeed(database, models, fleets, poll, nanoTime);
    }

    /** The newest state; empty until the database was reached for the first time. */
    public Optional<FeedState> state() {
        return Optional.ofNullable(state);
    }

    /** Counts the looks at the database that succeeded: who has seen it grow by two knows that the state was current in between. */
    public long looks() {
        return looks;
    }

    /** How long ago the database was last seen. */
    public Duration sinceLook() {
        return state == null ? Duration.ofDays(1) : Duration.ofNanos(nanoTime.getAsLong() - lookedAtNanos);
    }

    public Optional<String> notReadyReason() {
        return state == null ? Optional.of("the registry has not been read yet") : Optional.empty();
    }

    /** Runs after every change of the state, on the following thread: it must be short. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public Optional<String> registryId() {
        return state().map(FeedState::registryId);
    }

    @Override
    public long revision() {
        return state().map(FeedState::revision).orElse(0L);
    }

    @Override
    public boolean isNewest(String model, long revision, boolean deleted) {
        FeedState known = state;
        if (known == null) {
            return false;
        }
        if (revision > known.revision()) {
            return true;
        }
        return known.snapshot().model(model).map(found -> found.revision() == revision && !deleted).orElse(deleted);
    }

    private void look(Jdbi jdbi) {
        FeedState before = state;
        FeedState after = jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ,
                handle -> before == null ? reader.all(handle) : reader.next(handle, before));
        state = after;
        lookedAtNanos = nanoTime.getAsLong();
        looks++;
        if (after != before) {
            listeners.forEach(Runnable::run);
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
