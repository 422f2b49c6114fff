package io.outrigger.backends.testing;

import java.sql.SQLException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a real PostgreSQL with a database of its own, and a real, empty Redis:
 * {@code @RegisterExtension static final BackendsExtension backends = BackendsExtension.postgresAndRedis();}
 *
 * <p>Servers start when first asked for, so other extensions may use this one in their {@code beforeAll} whatever the order. What a class
 * stops is started again after it. Not for classes that run at the same time.
 */
public final class BackendsExtension implements BeforeAllCallback, AfterAllCallback {
    private final boolean withPostgres;
    private final boolean withRedis;
    private PostgresTestDatabase database;
    private TestServer redis;

    private BackendsExtension(boolean withPostgres, boolean withRedis) {
        this.withPostgres = withPostgres;
        this.withRedis = withRedis;
    }

    /** Both servers. */
    public static BackendsExtension postgresAndRedis() {
        return new BackendsExtension(true, true);
    }

    /** PostgreSQL alone. */
    public static BackendsExtension postgres() {
        return new BackendsExtension(true, false);
    }

    /** Redis alone. */
    public static BackendsExtension redis() {
        return new BackendsExtension(false, true);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (withPostgres) {
            database();
        }
        if (withRedis) {
            redisServer();
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        if (database != null) {
            startPostgres();
            database.drop();
            database = null;
        }
        if (redis != null) {
            startRedis();
            redis = null;
        }
    }

    private synchronized PostgresTestDatabase database() {
        require(withPostgres, "PostgreSQL");
        if (database == null) {
            database = PostgresTestDatabase.create(TestServers.postgres());
        }
        return database;
    }

    private synchronized TestServer redisServer() {
        require(withRedis, "Redis");
        if (redis == null) {
            redis = TestServers.redis();
            RedisTestConnection.command(redis, "FLUSHALL", "+OK");
        }
        return redis;
    }

    private static void require(boolean present, String server) {
        if (!present) {
            throw new IllegalStateException("this BackendsExtension was made without " + server);
        }
    }

    /** The URL of this class's database, without user and password. */
    public String jdbcUrl() {
        return database().jdbcUrl();
    }

    public String databaseHost() {
        return database().server().host();
    }

    public int databasePort() {
        return database().server().port();
    }

    /** The database made for this class, empty before its first test. */
    public String databaseName() {
        return database().name();
    }

    /** A superuser. */
    public String user() {
        return PostgresTestDatabase.USER;
    }

    public String password() {
        return database().server().password();
    }

    public String redisHost() {
        return redisServer().host();
    }

    public int redisPort() {
        return redisServer().port();
    }

    /** Stops PostgreSQL, ending its connections; the port and the data stay. */
    public void stopPostgres() {
        database().server().stop();
    }

    /** Starts PostgreSQL again, if it is stopped, and returns when it answers. */
    public void startPostgres() {
        TestServer server = database().server();
        if (!server.isRunning()) {
            server.start();
        }
        try {
            database().awaitReady();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not answer on port " + server.port(), e);
        }
    }

    /** Stops Redis, ending its connections; the port and the data stay. */
    public void stopRedis() {
        redisServer().stop();
    }

    /** Starts Redis again, if it is stopped, and returns when it answers. */
    public void startRedis() {
        TestServer server = redisServer();
        if (!server.isRunning()) {
            server.start();
        }
        RedisTestConnection.command(server, "PING", "+PONG");
    }
}
