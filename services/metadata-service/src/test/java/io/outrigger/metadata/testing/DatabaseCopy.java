package io.outrigger.metadata.testing;

import io.outrigger.backends.testing.BackendsExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A copy of the registry's tables, taken at one time and put back at another in one transaction, as a restored backup is. */
public final class DatabaseCopy implements AutoCloseable {

    private final Connection connection;
    private final String schema;
    private final List<String> tables = new ArrayList<>();

    private DatabaseCopy(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /** Copies what there is now. */
    public static DatabaseCopy take(BackendsExtension backends) throws SQLException {
        Connection connection = DriverManager.getConnection(backends.jdbcUrl(), backends.user(), backends.password());
        var copy = new DatabaseCopy(connection, "copy" + System.nanoTime());
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
                    + "AND tablename NOT LIKE 'flyway%'")) {
                while (rows.next()) {
                    copy.tables.add(rows.getString(1));
                }
            }
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("CREATE SCHEMA " + copy.schema);
            for (String table : copy.tables) {
                statement.execute("CREATE TABLE " + copy.schema + "." + table + " AS TABLE public." + table);
            }
            connection.commit();
        }
        return copy;
    }

    /** Makes the registry what it was; nobody sees a state in between. */
    public void putBack() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL session_replication_role = replica"); // tables in any order
            for (String table : tables) {
                statement.execute("DELETE FROM public." + table); // and not TRUNCATE, after which older snapshots see nothing
                statement.execute("INSERT INTO public." + table + " SELECT * FROM " + schema + "." + table);
            }
            connection.commit();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
