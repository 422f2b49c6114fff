package io.outrigger.metadata.database;

import java.time.Duration;
import java.util.Properties;

/**
 * Where the registry's database is and how long to wait for it.
 *
 * @param connectionsMax size of the pool; writers queue on one row anyway and reads are short
 * @param connectTimeout the longest wait for a connection, so that a request fails with a sentence before its caller gives up
 * @param statementTimeout a server that is silent for so long counts as away
 * @param changesKept rows of the change log: how far behind a watcher may be and still resume
 */
public record DatabaseConfig(
        String host, int port, String name, String user, String password, int connectionsMax, Duration connectTimeout,
        Duration statementTimeout, int changesKept) {

    public static final int CHANGES_KEPT = 5_000;

    /** Where the database is, with the usual limits. */
    public static DatabaseConfig of(String host, int port, String name, String user, String password) {
        return new DatabaseConfig(host, port, name, user, password, 8, Duration.ofSeconds(2), Duration.ofSeconds(5), CHANGES_KEPT);
    }

    public DatabaseConfig withChangesKept(int kept) {
        return new DatabaseConfig(host, port, name, user, password, connectionsMax, connectTimeout, statementTimeout, kept);
    }

    public String jdbcUrl() {
        String bracketed = host.contains(":") ? "[" + host + "]" : host;
        return "jdbc:postgresql://" + bracketed + ":" + port + "/" + name;
    }

    /** What every connection is opened with, pooled or not. */
    public Properties connectionProperties() {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", Long.toString(Math.max(1, connectTimeout.toSeconds())));
        properties.setProperty("loginTimeout", Long.toString(Math.max(1, connectTimeout.toSeconds())));
        properties.setProperty("socketTimeout", Long.toString(Math.max(1, statementTimeout.toSeconds())));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "outrigger-metadata-service");
        return properties;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + name;
    }
}
