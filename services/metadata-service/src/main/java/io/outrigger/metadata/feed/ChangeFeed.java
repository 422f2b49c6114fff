package io.outrigger.metadata.feed;

import io.outrigger.metadata.cache.Knowledge;
import io.outrigger.metadata.fleets.FleetStore;
import io.outrigger.metadata.models.ModelStore;
import io.outrigger.metadata.storage.Followed;
import io.outrigger.metadata.storage.RegistryDatabase;
import io.outrigger.proto.registry.v1.Model;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The registry's state as its database has it, a moment later. */
public final class ChangeFeed implements Knowledge, AutoCloseable {

    private final Followed<FeedState> followed;

    private ChangeFeed(RegistryDatabase database, FeedReader reader, Duration poll, LongSupplier nanoTime) {
        this.followed = Followed.start(look -> database.onChange(poll, look),
                (handle, before) -> before.map(state -> reader.next(handle, state)).orElseGet(() -> reader.all(handle)), nanoTime);
    }

    /**
     * Starts to follow.
     *
     * @param poll how long a change whose notification was lost stays unseen
     */
    public static ChangeFeed start(RegistryDatabase database, ModelStore models, FleetStore fleets, Duration poll, LongSupplier nanoTime) {
        return new ChangeFeed(database, new FeedReader(models, fleets, database.changesKept()), poll, nanoTime);
    }

    /** The newest state; empty until the database was reached for the first time. */
    public Optional<FeedState> state() {
        return followed.state();
    }

    /** Counts the looks at the database that succeeded: who has seen it grow by two knows that the state was current in between. */
    public long looks() {
        return followed.looks();
    }

    /** How long ago the database was last seen. */
    public Duration sinceLook() {
        return followed.sinceLook();
    }

    public Optional<String> notReadyReason() {
        return state().isEmpty() ? Optional.of("the registry has not been read yet") : Optional.empty();
    }

    /** Runs after every change of the state, on the following thread: it must be short. */
    public void onChange(Runnable listener) {
        followed.onChange(listener);
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
    public boolean isNow(String name, Optional<Model> model) {
        return state().filter(known -> known.message(name).equals(model)).isPresent();
    }

    @Override
    public void close() {
        followed.close();
    }
}
