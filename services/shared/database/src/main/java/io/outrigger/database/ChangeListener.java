package io.outrigger.database;

import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a database with one thread and one connection of its own.
 *
 * <p>The connection listens on a channel; a notification, or the end of the polling interval, makes the thread look. When the
 * connection breaks, the thread connects again, for as long as it takes.
 */
public final class ChangeListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeListener.class);
    private static final Duration MIGRATION_WAIT = Duration.ofSeconds(1);
    private static final Backoff RECONNECT_BACKOFF = Backoff.constant(Duration.ofMillis(250));

    private final Database database;
    private final String channel;
    private final Duration poll;
    private final Look look;
    private final BackgroundLoop follower;
    /** The following thread's own, until that has ended. */
    private volatile Listening listening;

    /** What is done at a sign. */
    private interface Look {

        /** @param notices what the notifications said; empty at the start, after a pause and where none came for the interval */
        void at(Jdbi jdbi, List<String> notices);
    }

    private ChangeListener(Database database, String channel, Duration poll, Look look) {
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
        return new ChangeListener(database, channel, poll, (jdbi, notices) -> look.accept(jdbi));
    }

    /**
     * Starts to follow what the notifications say.
     *
     * @param heard takes what they said; an empty list means that some may have been lost, so that anything may be new
     */
    public static ChangeListener hear(Database database, String channel, Duration poll, Consumer<List<String>> heard) {
        return new ChangeListener(database, channel, poll, (jdbi, notices) -> heard.accept(notices));
    }

    /** The wait for a sign, for which the first look needs none, and one look; what fails ends the connection. */
    private Optional<Duration> follow() throws InterruptedException, SQLException {
        if (!database.awaitMigrated(MIGRATION_WAIT)) {
            return Optional.of(Duration.ZERO);
        }
        try {
            List<String> notices = List.of();
            if (listening == null) {
                listening = listen();
            } else {
                notices = notices(listening.notified().getNotifications((int) poll.toMillis()));
            }
            look.at(listening.jdbi(), notices);
            return Optional.of(Duration.ZERO);
        } catch (SQLException | RuntimeException broken) {
            hangUp();
            throw broken;
        }
    }

    private static List<String> notices(PGNotification[] notifications) {
        return notifications == null ? List.of() : Arrays.stream(notifications).map(PGNotification::getParameter).distinct().toList();
    }

    private Listening listen() throws SQLException {
        DatabaseConfig config = database.config();
        Connection connection = DriverManager.getConnection(config.jdbcUrl(), config.connectionProperties());
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + channel);
            return new Listening(connection, Database.jdbi(connection), connection.unwrap(PGConnection.class));
        } catch (SQLException broken) {
            connection.close();
            throw broken;
        }
    }

    private void hangUp() {
        Listening over = listening;
        listening = null;
        if (over != null) {
            try {
                over.connection().close();
            } catch (SQLException brokenAlready) {
                LOG.debug("a connection that is given up cannot be closed", brokenAlready);
            }
        }
    }

    /** A connection that listens, and the two ways in which it is used. */
    private record Listening(Connection connection, Jdbi jdbi, PGConnection notified) {
    }

    @Override
    public void close() {
        follower.close();
        hangUp();
    }
}
