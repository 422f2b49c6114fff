package io.outrigger.metadata.storage;

import io.outrigger.database.ChangeListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * What the database holds, kept current in memory: each sign of a change, and the end of the polling interval, makes it read what is new.
 * While the database is away, the state stays as it is. Written by the following thread, read by any.
 *
 * @param <S> an immutable state
 */
public final class Followed<S> implements AutoCloseable {

    private final Reader<S> reader;
    private final LongSupplier nanoTime;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ChangeListener listener;

    private volatile S state;
    private volatile long looks;
    private volatile long lookedAtNanos;

    /** Reads, inside a transaction that sees one state of the database. */
    @FunctionalInterface
    public interface Reader<S> {

        /**
         * The state as it is now.
         *
         * @param before the state before; the very same is returned where nothing has changed
         */
        S read(Handle handle, Optional<S> before);
    }

    private Followed(Function<Consumer<Jdbi>, ChangeListener> following, Reader<S> reader, LongSupplier nanoTime) {
        this.reader = reader;
        this.nanoTime = nanoTime;
        this.listener = following.apply(this::look);
    }

    /**
     * Starts to follow.
     *
     * @param following starts what looks at each sign
     */
    public static <S> Followed<S> start(Function<Consumer<Jdbi>, ChangeListener> following, Reader<S> reader, LongSupplier nanoTime) {
        return new Followed<>(following, reader, nanoTime);
    }

    /** The newest state; empty until the database was reached for the first time. */
    public Optional<S> state() {
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

    /** Runs after every change of the state, on the following thread: it must be short. */
    public void onChange(Runnable work) {
        listeners.add(work);
    }

    private void look(Jdbi jdbi) {
        S before = state;
        S after = jdbi.inTransaction(
                TransactionIsolationLevel.REPEATABLE_READ, handle -> reader.read(handle, Optional.ofNullable(before)));
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
