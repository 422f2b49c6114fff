package io.outrigger.metadata.feed;

import io.outrigger.metadata.cache.Knowledge;
import io.outrigger.metadata.database.Database;
import io.outrigger.metadata.database.DatabaseConfig;
import io.outrigger.metadata.database.WriteTransaction;
import io.outrigger.metadata.fleets.FleetStore;
import io.outrigger.metadata.models.ModelStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the registry's database with one thread and one connection of its own.
 *
 * <p>The connection listens; a notification, or the end of the polling interval, makes the thread look at the revision and
 * read what is new. When the connection breaks, the state stays as it is and the thread connects again, for as long as it
 * takes.
 */
public final class ChangeFeed implements Knowledge, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(250);

    private final Database database;
    private final FeedReader reader;
    private final Duration poll;
    private final LongSupplier nanoTime;
    private final Thread follower;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private volatile FeedState state;
    private volatile long looks;
    private volatile long lookedAtNanos;
    private volatile boolean closed;

    private ChangeFeed(Database database, ModelStore models, FleetStore fleets, Duration poll, LongSupplier nanoTime) {
        this.database = database;
        this.reader = new FeedReader(models, fleets, database.config().changesKept());
        this.poll = poll;
        this.nanoTime = nanoTime;
        this.follower = Thread.ofVirtual().name("change-feed").unstarted(this::follow);
    }

    /**
     * Starts to follow.
     *
     * @param poll how long a change whose notification was lost stays unseen
     */
    public static ChangeFeed start(Database database, ModelStore models, FleetStore fleets, Duration poll, LongSupplier nanoTime) {
        var feed = new ChangeFeed(database, models, fleets, poll, nanoTime);
        feed.follower.start();
        return feed;
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

    private void follow() {
        boolean lost = false;
        while (!closed) {
            try {
                if (database.awaitMigrated(Duration.ofSeconds(1))) {
                    listen(lost);
                }
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException e) {
                if (!lost && !closed) {
                    LOG.warn("the registry's database is lost, watchers keep revision {}: {}", revision(), firstLine(e));
                }
                lost = true;
            }
            pause();
        }
    }

    /** Follows over one connection until that breaks. */
    private void listen(boolean wasLost) throws SQLException {
        DatabaseConfig config = database.config();
        boolean lost = wasLost;
        try (Connection connection = DriverManager.getConnection(config.jdbcUrl(), config.connectionProperties())) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("LISTEN " + WriteTransaction.CHANNEL);
            }
            Jdbi jdbi = Jdbi.create(connection).registerArrayType(String.class, "text");
            PGConnection notified = connection.unwrap(PGConnection.class);
            while (!closed) {
                look(jdbi);
                if (lost) {
                    LOG.info("the registry's database is back, at revision {}", revision());
                    lost = false;
                }
                notified.getNotifications((int) poll.toMillis());
            }
        }
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

    private void pause() {
        try {
            Thread.sleep(RECONNECT_PAUSE);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        closed = true;
        follower.interrupt();
        try {
            follower.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
