package io.outrigger.database;

import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;

/**
 * Follows a database with one thread and one connection of its own.
 *
 * <p>The connection listens on a channel; a notification, or the end of the polling interval, makes the thread look. When the
 * connection breaks, the thread connects again, for as long as it takes.
 */
public final class ChangeListener implements AutoCloseable {

    private static final Backoff RECONNECT_BACKOFF = Backoff.constant(Duration.ofMillis(250));

    private final Database database;
    private final String channel;
    private final Duration poll;
    private final Consumer<Jdbi> look;
    private final BackgroundLoop follower;
    private volatile boolean closed;

    private ChangeListener(Database database, String channel, Duration poll, Consumer<Jdbi> look) {
        this.database = database;
        this.channel = channel;
        this.poll = poll;
        this.look = look;
        this.follower = BackgroundLoop.start(
                "following " + channel + " in the database " + database.config(), RECONNECT_BACKOFF, this::follow);
    }

    /**
     * Starts to follow.
     *
     * @param channel a PostgreSQL identifier
     * @param poll how long a change whose notification was lost stays unseen
     * @param look reads what is new; runs on the following thread, once at the start and then at each sign
     */
    public static ChangeListener start(Database database, String channel, Duration poll, Consumer<Jdbi> look) {
        return new ChangeListener(database, channel, poll, look);
    }

    private Optional<Duration> follow() throws InterruptedException, SQLException {
        if (database.awaitMigrated(Duration.ofSeconds(1))) {
            listen();
        }
        return Optional.of(Duration.ZERO);
    }

    /** Follows over one connection until that breaks. */
    private void listen() throws SQLException {
        DatabaseConfig config = database.config();
        try (Connection connection = DriverManager.getConnection(config.jdbcUrl(), config.connectionProperties())) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("LISTEN " + channel);
            }
            Jdbi jdbi = Database.jdbi(connection);
            PGConnection notified = connection.unwrap(PGConnection.class);
            while (!closed) {
                look.accept(jdbi);
                notified.getNotifications((int) poll.toMillis());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        follower.close();
    }
}
