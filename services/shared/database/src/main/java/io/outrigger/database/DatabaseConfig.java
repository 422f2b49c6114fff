package io.outrigger.database;

import io.outrigger.chassis.config.Settings;
import java.time.Duration;
import java.util.Properties;

/**
 * Where a service's PostgreSQL is and how long to wait for it.
 *
 * @param application the name by which the server's operator sees the connections
 * @param connectionsMax size of the pool
 * @param connectTimeout the longest wait for a connection, so that a request fails with a sentence before its caller gives up
 * @param statementTimeout a server that is silent for so long counts as away
 */
public record DatabaseConfig(
        String host, int port, String name, String user, String password, String application, int connectionsMax,
        Duration connectTimeout, Duration statementTimeout) {

    private static final int CONNECTIONS_STANDARD = 8;
    private static final int CONNECTIONS_MAX = 200;

    public static DatabaseConfig from(Settings settings, String application) {
        return from(settings, application, CONNECTIONS_STANDARD);
    }

    /**
     * @param connectionsStandard size of the pool where the environment names none
     */
    public static DatabaseConfig from(Settings settings, String application, int connectionsStandard) {
        return new DatabaseConfig(
                settings.string("DB_HOST", "127.0.0.1", "host of PostgreSQL"),
                settings.integer("DB_PORT", 5432, 1, 65_535, "port of PostgreSQL"),
                settings.string("DB_NAME", "outrigger", "name of the database"),
                settings.string("DB_USER", "outrigger", "user of the database"),
                settings.secret("DB_PASSWORD", "", "password of that user"),
                application,
                settings.integer("DB_CONNECTIONS", connectionsStandard, 1, CONNECTIONS_MAX, "connections to PostgreSQL in the pool"),
                Duration.ofSeconds(2), Duration.ofSeconds(5));
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
        properties.setProperty("ApplicationName", application);
        return properties;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + name;
    }
}
