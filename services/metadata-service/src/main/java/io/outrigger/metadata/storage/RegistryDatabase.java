package io.outrigger.metadata.storage;

import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.database.ChangeListener;
import io.outrigger.database.Database;
import io.outrigger.database.DatabaseConfig;
import io.outrigger.database.Schema;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The registry's tables: what is read sees one state, what is written is numbered. */
public final class RegistryDatabase implements AutoCloseable {

    private static final Schema SCHEMA = new Schema("registry", "db/migration", "flyway_schema_history");

    private final Database database;
    private final int changesKept;
    private final List<LongConsumer> written = new CopyOnWriteArrayList<>();

    private RegistryDatabase(Database database, int changesKept) {
        this.database = database;
        this.changesKept = changesKept;
    }

    /**
     * Opens the pool and starts to migrate; it waits for nothing.
     *
     * @param changesKept rows of the change log: how far behind a watcher may be and still resume
     */
    public static RegistryDatabase open(DatabaseConfig config, int changesKept) {
        return new RegistryDatabase(Database.open(config, SCHEMA), changesKept);
    }

    public int changesKept() {
        return changesKept;
    }

    /** Shows how the pool is used. */
    public RegistryDatabase measuredBy(MeterRegistry meters) {
        database.measuredBy(meters);
        return this;
    }

    /** Why nothing can be read yet; empty once the schema is there. */
    public Optional<String> notReadyReason() {
        return database.notReadyReason();
    }

    /** Reads in one transaction that sees one state of the registry. */
    public <T> T read(Function<Handle, T> work) {
        return database.read(work);
    }

    /** Runs after each change that was committed, with its revision and on the writer's thread, before the writer goes on. */
    public void onWritten(LongConsumer listener) {
        written.add(listener);
    }

    /** Changes the registry; whatever is thrown undoes all of it. */
    public <T> T write(Function<WriteTransaction, T> work) {
        Committed<T> committed = database.write(handle -> {
            var transaction = new WriteTransaction(handle);
            T result = work.apply(transaction);
            transaction.finish(changesKept);
            return new Committed<>(result, transaction);
        });
        if (committed.transaction().changed()) {
            written.forEach(listener -> listener.accept(committed.transaction().revision()));
        }
        return committed.result();
    }

    private record Committed<T>(T result, WriteTransaction transaction) {
    }

    /** Looks now, and whenever another instance has committed a change. */
    public ChangeListener onChange(Duration poll, Consumer<Jdbi> look) {
        return ChangeListener.start(database, WriteTransaction.CHANNEL, poll, look);
    }

    /** Changes keys or limits; whatever is thrown undoes all of it. */
    public <T> T writeAccess(Function<AccessTransaction, T> work) {
        return database.write(handle -> {
            var transaction = new AccessTransaction(handle);
            T result = work.apply(transaction);
            transaction.finish();
            return result;
        });
    }

    /** Changes what has no revision. */
    public <T> T writeUnnumbered(Function<Handle, T> work) {
        return database.write(work);
    }

    /** Looks now, and whenever any instance has committed a change to keys or limits. */
    public ChangeListener onAccessChange(Duration poll, Consumer<Jdbi> look) {
        return ChangeListener.start(database, AccessTransaction.CHANNEL, poll, look);
    }

    @Override
    public void close() {
        database.close();
    }
}
