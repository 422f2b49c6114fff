package io.outrigger.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform that is killed with -9 leaves no process, and the next one starts at once on the same ports with the same data. */
class KilledJvmIT {
    @TempDir
    Path temporary;

    /** A platform in small: starts all servers, says where, and waits. */
    static final class SmallPlatform {
        private SmallPlatform() {
        }

        public static void main(String[] arguments) throws IOException, SQLException {
            StateDirectory state = StateDirectory.open(Path.of(arguments[0]));
            PostgresProcess postgres = PostgresProcess.start(state.subdirectory("postgres"), 0);
            RedisProcess redis = RedisProcess.start(state.subdirectory("redis"), 0);
            KafkaProcess kafka = KafkaProcess.start(state.subdirectory("kafka"), 0);
            S3Process s3 = S3Process.start(state.subdirectory("s3"), 0);
            Clients.execute(postgres, "CREATE TABLE kept AS SELECT 'row' AS word");
            Clients.ask(redis.port(), "SET word value");
            IO.println(Stream.of(postgres, redis, kafka, s3).map(server -> server.port() + " " + server.pid())
                    .collect(Collectors.joining(" ")));
            System.in.read();
        }
    }

    @Test
    void leavesNothingRunningAndNothingLost() throws IOException, SQLException {
        Path directory = temporary.resolve("state");
        Process platform = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path"), SmallPlatform.class.getName(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String[] said = new BufferedReader(new InputStreamReader(platform.getInputStream(), StandardCharsets.UTF_8)).readLine().split(" ");
        ProcessHandle[] servers = Stream.of(said[1], said[3], said[5], said[7]).map(Long::valueOf)
                .map(pid -> ProcessHandle.of(pid).orElseThrow()).toArray(ProcessHandle[]::new);

        platform.destroyForcibly().onExit().join();

        try (StateDirectory state = StateDirectory.open(directory);
                PostgresProcess postgres = PostgresProcess.start(state.subdirectory("postgres"), Integer.parseInt(said[0]));
                RedisProcess redis = RedisProcess.start(state.subdirectory("redis"), Integer.parseInt(said[2]));
                KafkaProcess _ = KafkaProcess.start(state.subdirectory("kafka"), Integer.parseInt(said[4]));
                S3Process _ = S3Process.start(state.subdirectory("s3"), Integer.parseInt(said[6]))) {
            assertThat(servers).noneMatch(server -> Leftover.names(server, state.path()));
            assertThat(Clients.query(postgres, "SELECT word FROM kept")).isEqualTo("row");
            assertThat(Clients.ask(redis.port(), "GET word")).isEqualTo("value");
        }
    }
}
