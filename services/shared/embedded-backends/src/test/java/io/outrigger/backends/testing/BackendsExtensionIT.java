package io.outrigger.backends.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BackendsExtensionIT {
    @Nested
    class First {
        @RegisterExtension
        static final BackendsExtension backends = BackendsExtension.postgresAndRedis();

        @Test
        void startsEmptyAndMayLeaveAMess() throws SQLException {
            createTable(backends);
            assertThat(TestServers.redis().isRunning()).isTrue();
            RedisTestConnection.command(TestServers.redis(), "SETNX mess 1", ":1");
            backends.stopRedis();
            backends.stopPostgres();
        }
    }

    @Nested
    class Second {
        @RegisterExtension
        static final BackendsExtension backends = BackendsExtension.postgresAndRedis();

        @Test
        void startsEmptyAndMayLeaveAMess() throws SQLException {
            createTable(backends);
            RedisTestConnection.command(TestServers.redis(), "SETNX mess 1", ":1");
            backends.stopRedis();
            backends.stopPostgres();
        }
    }

    @Nested
    class Stopped {
        @RegisterExtension
        static final BackendsExtension backends = BackendsExtension.postgresAndRedis();

        @Test
        void isStartedAgainOnTheSamePortsWithItsData() throws SQLException {
            createTable(backends);
            RedisTestConnection.command(TestServers.redis(), "SET kept 1", "+OK");
            int databasePort = backends.databasePort();
            int redisPort = backends.redisPort();

            backends.stopPostgres();
            backends.stopRedis();
            assertThatThrownBy(() -> createTable(backends)).isInstanceOf(SQLException.class);
            backends.startPostgres();
            backends.startRedis();

            assertThat(backends.databasePort()).isEqualTo(databasePort);
            assertThat(backends.redisPort()).isEqualTo(redisPort);
            assertThatThrownBy(() -> createTable(backends)).hasMessageContaining("already exists");
            RedisTestConnection.command(TestServers.redis(), "EXISTS kept", ":1");
        }

        @Test
        void isNotHadWithoutBeingAskedFor() {
            assertThatThrownBy(() -> BackendsExtension.redis().jdbcUrl()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    class KafkaAndS3 {
        @RegisterExtension
        static final BackendsExtension backends = BackendsExtension.of(BackendsExtension.Backend.KAFKA, BackendsExtension.Backend.S3);

        @Test
        void areStartedAgainOnTheSamePortsWithTheSameKeys() {
            String brokers = backends.kafkaBrokers();
            List<String> s3 = List.of(backends.s3Endpoint(), backends.s3AccessKey(), backends.s3SecretKey());
            backends.stopKafka();
            backends.stopS3();
            assertThat(List.of(TestServers.kafka().isRunning(), TestServers.s3().isRunning())).containsOnly(false);
            backends.startKafka();
            backends.startS3();
            assertThat(List.of(TestServers.kafka().isRunning(), TestServers.s3().isRunning())).containsOnly(true);
            assertThat(backends.kafkaBrokers()).isEqualTo(brokers);
            assertThat(List.of(backends.s3Endpoint(), backends.s3AccessKey(), backends.s3SecretKey())).isEqualTo(s3);
            assertThatThrownBy(backends::jdbcUrl).isInstanceOf(IllegalStateException.class);
        }
    }

    private static void createTable(BackendsExtension backends) throws SQLException {
        try (Connection connection = DriverManager.getConnection(backends.jdbcUrl(), backends.user(), backends.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE mess (word text)");
        }
    }
}
