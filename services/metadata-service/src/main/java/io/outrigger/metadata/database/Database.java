package io.outrigger.metadata.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of connections to the registry's database, usable from the moment its schema is up to date.
 *
 * <p>The service may start before PostgreSQL does: migrating is tried until it works, and everything answers
 * DEPENDENCY_UNAVAILABLE till then. Two instances that start together take turns, by Flyway's lock.
 */
public final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration MIGRATION_PAUSE = Duration.ofMillis(500);
    private static final int LOGGED_EVERY = 20;

    private final DatabaseConfig config;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Thread migrator;
    private final List<LongConsumer> written = new CopyOnWriteArrayList<>();
    private final CountDownLatch migrated = new CountDownLatch(1);

    private Database(DatabaseConfig config) {
        this.config = config;
        var settings = new HikariConfig();
        settings.setPoolName("registry");
        settings.setJdbcUrl(config.jdbcUrl());
        settings.setDataSourceProperties(config.connectionProperties());
        settings.setMaximumPoolSize(config.connectionsMax());
        settings.setMinimumIdle(1);
        settings.setConnectionTimeout(config.connectTimeout().toMillis());
        settings.setValidationTimeout(Math.min(1_000, config.connectTimeout().toMillis()));
        settings.setInitializationFailTimeout(-1);
        settings.setConnectionInitSql("SET lock_timeout = " + config.statementTimeout().toMillis() / 2);
        this.pool = new HikariDataSource(settings);
        this.jdbi = Jdbi.create(pool).registerArrayType(String.class, "text");
        this.migrator = Thread.ofVirtual().name("migrator").unstarted(this::migrateUntilDone);
    }

    /** Opens the pool and starts to migrate; it waits for nothing. */
    public static Database open(DatabaseConfig config) {
        var database = new Database(config);
        database.migrator.start();
        return database;
    }

    public DatabaseConfig config() {
        return config;
    }

    /** Why nothing can be read yet; empty once the schema is there. */
    public Optional<String> notReadyReason() {
        return migrated.getCount() == 0 ? Optional.empty() : Optional.of("the database " + config + " has not been reached yet");
    }

    /** Waits until the schema is there; false when that took too long. */
    public boolean awaitMigrated(Duration patience) throws InterruptedException {
        return migrated.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Reads in one transaction that sees one state of the registry. */
    public <T> T read(Function<Handle, T> work) {
        return guarded(() -> jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> work.apply(handle)));
    }

    /** Runs after each change that was committed, with its revision and on the writer's thread, before the writer goes on. */
    public void onWritten(LongConsumer listener) {
        written.add(listener);
    }

    /** Changes the registry; whatever is thrown undoes all of it. */
    public <T> T write(Function<WriteTransaction, T> work) {
        Committed<T> committed = guarded(() -> jdbi.inTransaction(TransactionIsolationLevel.READ_COMMITTED, handle -> {
            var transaction = new WriteTransaction(handle);
            T result = work.apply(transaction);
            transaction.finish(config.changesKept());
            return new Committed<>(result, transaction);
        }));
        if (committed.transaction().changed()) {
            written.forEach(listener -> listener.accept(committed.transaction().revision()));
        }
        return committed.result();
    }

    private record Committed<T>(T result, WriteTransaction transaction) {
    }

    private <T> T guarded(Supplier<T> work) {
        if (migrated.getCount() > 0) {
            throw DatabaseErrors.away(null);
        }
        try {
            return work.get();
        } catch (JdbiException e) {
            throw DatabaseErrors.isAway(e) ? DatabaseErrors.away(e) : e;
        }
    }

    private void migrateUntilDone() {
        for (int attempt = 0; !pool.isClosed(); attempt++) {
            try {
                Flyway.configure(Database.class.getClassLoader())
                        .dataSource(pool)
                        .locations("classpath:db/migration")
                        .validateMigrationNaming(true)
                        .load()
                        .migrate();
                migrated.countDown();
                LOG.info("the database {} is ready", config);
                return;
            } catch (RuntimeException e) {
                if (attempt % LOGGED_EVERY == 0 && !pool.isClosed()) {
                    LOG.warn("the database {} cannot be used yet, trying on: {}", config, rootMessage(e));
                }
            }
            try {
                Thread.sleep(MIGRATION_PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.getClass().getSimpleName());
    }

    @Override
    public void close() {
        migrator.interrupt();
        pool.close();
    }
}
