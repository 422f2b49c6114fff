package io.outrigger.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's pool of connections to PostgreSQL, usable from the moment its schema is up to date.
 *
 * <p>The service may start before PostgreSQL does: migrating is tried until it works, and everything answers
 * DEPENDENCY_UNAVAILABLE till then. Two instances that start together take turns, by Flyway's lock.
 */
public final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Backoff MIGRATION_BACKOFF = Backoff.constant(Duration.ofMillis(500));

    private final DatabaseConfig config;
    private final Schema schema;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final BackgroundLoop migrator;
    private final CountDownLatch migrated = new CountDownLatch(1);

    private Database(DatabaseConfig config, Schema schema) {
        this.config = config;
        this.schema = schema;
        var settings = new HikariConfig();
        settings.setPoolName(schema.name());
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
        this.migrator = BackgroundLoop.start("migrating the database " + config, MIGRATION_BACKOFF, this::migrate);
    }

    /** Opens the pool and starts to migrate; it waits for nothing. */
    public static Database open(DatabaseConfig config, Schema schema) {
        return new Database(config, schema);
    }

    /** The same ways with a connection that is not the pool's. */
    static Jdbi jdbi(Connection connection) {
        return Jdbi.create(connection).registerArrayType(String.class, "text");
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

    /** Reads in one transaction that sees one state of the data. */
    public <T> T read(Function<Handle, T> work) {
        return guarded(() -> jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> work.apply(handle)));
    }

    /** Changes the data; whatever is thrown undoes all of it. */
    public <T> T write(Function<Handle, T> work) {
        return guarded(() -> jdbi.inTransaction(TransactionIsolationLevel.READ_COMMITTED, handle -> work.apply(handle)));
    }

    private <T> T guarded(Supplier<T> work) {
        if (migrated.getCount() > 0) {
            throw DatabaseErrors.away(schema.name(), null);
        }
        try {
            return work.get();
        } catch (JdbiException e) {
            throw DatabaseErrors.isAway(e) ? DatabaseErrors.away(schema.name(), e) : e;
        }
    }

    private Optional<Duration> migrate() {
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(pool)
                .locations("classpath:" + schema.folder())
                .table(schema.historyTable())
                .validateMigrationNaming(true)
                .load()
                .migrate();
        migrated.countDown();
        LOG.info("the database {} is ready", config);
        return Optional.empty();
    }

    @Override
    public void close() {
        migrator.close();
        pool.close();
    }
}
