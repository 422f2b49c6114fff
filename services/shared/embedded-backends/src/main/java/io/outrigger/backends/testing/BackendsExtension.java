package io.outrigger.backends.testing;

import io.outrigger.backends.KafkaProcess;
import io.outrigger.backends.S3Process;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a real PostgreSQL with a database of its own, a real, empty Redis, and a real Kafka and S3, where it uses a name of
 * its own: {@code @RegisterExtension static final BackendsExtension backends = BackendsExtension.postgresAndRedis();}
 *
 * <p>Servers start when first asked for, so other extensions may use this one in their {@code beforeAll} whatever the order. What a class
 * stops is started again after it. Not for classes that run at the same time.
 */
public final class BackendsExtension implements BeforeAllCallback, AfterAllCallback {
    /** A server that a class may ask for. */
    public enum Backend { POSTGRES, REDIS, KAFKA, S3 }

    private final Set<Backend> backends;
    private final String uniqueName = "test-" + UUID.randomUUID().toString().substring(24);
    private PostgresTestDatabase database;
    private TestServer redis;
    private EmbeddedTestServer<KafkaProcess> kafka;
    private EmbeddedTestServer<S3Process> s3;

    private BackendsExtension(Set<Backend> backends) {
        this.backends = backends;
    }

    /** Any of them: {@code of(Backend.POSTGRES, Backend.S3)}. */
    public static BackendsExtension of(Backend... backends) {
        return new BackendsExtension(EnumSet.copyOf(List.of(backends)));
    }

    /** Both servers that the registry needs. */
    public static BackendsExtension postgresAndRedis() {
        return of(Backend.POSTGRES, Backend.REDIS);
    }

    /** PostgreSQL alone. */
    public static BackendsExtension postgres() {
        return of(Backend.POSTGRES);
    }

    /** Redis alone. */
    public static BackendsExtension redis() {
        return of(Backend.REDIS);
    }

    /** Kafka alone. */
    public static BackendsExtension kafka() {
        return of(Backend.KAFKA);
    }

    /** S3 alone. */
    public static BackendsExtension s3() {
        return of(Backend.S3);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        for (Backend backend : backends) {
            switch (backend) {
                case POSTGRES -> database();
                case REDIS -> redisServer();
                case KAFKA -> kafkaServer();
                case S3 -> s3Server();
            }
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
        if (kafka != null) {
            startKafka();
            kafka = null;
        }
        if (s3 != null) {
            startS3();
            s3 = null;
        }
    }

    private synchronized PostgresTestDatabase database() {
        require(Backend.POSTGRES);
        if (database == null) {
            database = PostgresTestDatabase.create(TestServers.postgres());
        }
        return database;
    }

    private synchronized TestServer redisServer() {
        require(Backend.REDIS);
        if (redis == null) {
            redis = TestServers.redis();
            RedisTestConnection.command(redis, "FLUSHALL", "+OK");
        }
        return redis;
    }

    private synchronized EmbeddedTestServer<KafkaProcess> kafkaServer() {
        require(Backend.KAFKA);
        if (kafka == null) {
            kafka = TestServers.kafka();
        }
        return kafka;
    }

    private synchronized EmbeddedTestServer<S3Process> s3Server() {
        require(Backend.S3);
        if (s3 == null) {
            s3 = TestServers.s3();
        }
        return s3;
    }

    private void require(Backend backend) {
        if (!backends.contains(backend)) {
            throw new IllegalStateException("this BackendsExtension was made without " + backend);
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

    /** Lets Redis answer nobody for so long; it takes what comes meanwhile, and does it afterwards. */
    public void pauseRedis(Duration pause) {
        RedisTestConnection.command(redisServer(), "CLIENT PAUSE " + pause.toMillis(), "+OK");
    }

    /** Starts Redis again, if it is stopped, and returns when it answers. */
    public void startRedis() {
        TestServer server = redisServer();
        if (!server.isRunning()) {
            server.start();
        }
        RedisTestConnection.command(server, "PING", "+PONG");
    }

    /** A name that no other class and no earlier run has used, for this class's topics, groups and buckets; it is a legal one for each. */
    public String uniqueName() {
        return uniqueName;
    }

    /** {@code bootstrap.servers}. No topic is made by itself. */
    public String kafkaBrokers() {
        return kafkaServer().process().brokers();
    }

    /** Stops Kafka, ending its connections; the port and the data stay. */
    public void stopKafka() {
        kafkaServer().stop();
    }

    /** Starts Kafka again, if it is stopped, and returns when it answers. */
    public void startKafka() {
        kafkaServer().startIfStopped();
    }

    /** The address for clients that name the bucket in the path. There is no bucket yet. */
    public String s3Endpoint() {
        return s3Server().process().endpoint();
    }

    public String s3AccessKey() {
        return s3Server().process().accessKey();
    }

    public String s3SecretKey() {
        return s3Server().process().secretKey();
    }

    /** Stops S3, ending its connections; the port and the data stay. */
    public void stopS3() {
        s3Server().stop();
    }

    /** Starts S3 again, if it is stopped, and returns when it answers. */
    public void startS3() {
        s3Server().startIfStopped();
    }
}
