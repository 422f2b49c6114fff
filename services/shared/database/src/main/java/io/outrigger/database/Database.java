package io.outrigger.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
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

    /**
     * A transaction that says nothing for so many times the patience with a statement is ended by PostgreSQL: whoever hangs, or is gone
     * without a word, keeps what it has locked no longer than that.
     */
    private static final int IDLE_TRANSACTION = 6;

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
        settings.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        settings.setConnectionInitSql("SET lock_timeout = " + config.statementTimeout().toMillis() / 2
                + "; SET idle_in_transaction_session_timeout = " + config.statementTimeout().multipliedBy(IDLE_TRANSACTION).toMillis());
        this.pool = new HikariDataSource(settings);
        this.jdbi = withArrays(Jdbi.create(pool));
        this.migrator = BackgroundLoop.start("migrating the database " + config, MIGRATION_BACKOFF, this::migrate);
    }

    /** Opens the pool and starts to migrate; it waits for nothing. */
    public static Database open(DatabaseConfig config, Schema schema) {
        return new Database(config, schema);
    }

    /** Shows how the pool is used. */
    public void measuredBy(MeterRegistry meters) {
        pool.setMetricRegistry(meters);
    }

    /** The same ways with a connection that is not the pool's. */
    static Jdbi jdbi(Connection connection) {
        return withArrays(Jdbi.create(connection));
    }

    private static Jdbi withArrays(Jdbi jdbi) {
        return jdbi.registerArrayType(String.class, "text")
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(Long.class, "int8")
                .registerArrayType(UUID.class, "uuid");
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
        return guarded(() -> jdbi.inTransaction(handle -> {
            // Jdbi would ask for the level before and after, which makes five round trips of this one.
            handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            return work.apply(handle);
        }));
    }

    /** Reads without a transaction: each statement sees the data as they are when it comes, and is one round trip. */
    public <T> T readEach(Function<Handle, T> work) {
        return guarded(() -> jdbi.withHandle(handle -> work.apply(handle)));
    }

    /** Changes the data, with what each statement sees committed when it comes; whatever is thrown undoes all of it. */
    public <T> T write(Function<Handle, T> work) {
        return guarded(() -> jdbi.inTransaction(handle -> work.apply(handle)));
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
                // Whoever shares the database may have been there first: its tables are no obstacle.
                .baselineOnMigrate(true)
                .baselineVersion("0")
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
