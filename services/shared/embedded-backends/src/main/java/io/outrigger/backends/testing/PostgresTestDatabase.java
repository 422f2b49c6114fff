package io.outrigger.backends.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of one test class, empty at first and dropped at the end.
 *
 * @param name unique among the databases of the test JVM
 */
record PostgresTestDatabase(TestServer server, String name) {
    static final String USER = "outrigger";
    private static final Duration READY_PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    static PostgresTestDatabase create(TestServer server) {
        String name = "test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
        PostgresTestDatabase database = new PostgresTestDatabase(server, name);
        // One that a killed run left may have this name, since process ids come again.
        database.administer("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name);
        return database;
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + name;
    }

    void drop() {
        administer("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    private void administer(String... statements) {
        String url = "jdbc:postgresql://" + server.host() + ":" + server.port() + "/postgres";
        try (Connection connection = connect(url); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("test database " + name + " on port " + server.port(), e);
        }
    }

    /** A container that was started again answers a little after it says so. */
    private Connection connect(String url) throws SQLException {
        long deadline = System.nanoTime() + READY_PATIENCE.toNanos();
        while (true) {
            try {
                return DriverManager.getConnection(url, USER, server.password());
            } catch (SQLException e) {
                if (System.nanoTime() - deadline >= 0) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    /** Returns when the server answers. */
    void awaitReady() throws SQLException {
        connect(jdbcUrl()).close();
    }
}
