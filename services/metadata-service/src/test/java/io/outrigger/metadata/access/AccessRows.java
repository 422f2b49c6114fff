package io.outrigger.metadata.access;

import io.outrigger.backends.testing.BackendsExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The database behind the registry's back. */
final class AccessRows implements AutoCloseable {

    private final Connection connection;

    private AccessRows(Connection connection) {
        this.connection = connection;
    }

    static AccessRows connect(BackendsExtension backends) throws SQLException {
        return new AccessRows(DriverManager.getConnection(backends.jdbcUrl(), backends.user(), backends.password()));
    }

    /** Breaks every other connection to the database, and says how many there were. */
    int killOthers() throws SQLException {
        return number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    /** Makes living keys, each with a revision, in one transaction as the registry does. */
    void makeKeys(String tenant, int count) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE access_head SET revision = revision + " + count);
            statement.execute("INSERT INTO access_writes (revision) SELECT revision FROM access_head");
            statement.execute("""
                    INSERT INTO api_keys (id, name, tenant, prefix, hash, scopes, created_at, created_by, revision)
                    SELECT gen_random_uuid(), 'many ' || n, '%s', 'ork_12345678', sha256(('%s' || n)::bytea), '{infer}', now(), 'test',
                           (SELECT revision FROM access_head) - %d + n
                      FROM generate_series(1, %d) n""".formatted(tenant, tenant, count, count));
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private int number(String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
