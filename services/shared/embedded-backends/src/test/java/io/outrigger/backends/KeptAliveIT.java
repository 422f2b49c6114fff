package io.outrigger.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptAliveIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path temporary;

    private final AtomicInteger starts = new AtomicInteger();

    private KeptAlive<RedisProcess> redis() {
        return KeptAlive.start("Redis", 0, this::start);
    }

    private RedisProcess start(int port) {
        if (starts.incrementAndGet() == 3) {
            throw new BackendException("The third start fails on purpose.");
        }
        return RedisProcess.start(temporary.resolve("redis"), port);
    }

    @Test
    void aKilledServerComesBackOnItsPortWithItsData() throws IOException {
        try (KeptAlive<RedisProcess> redis = redis()) {
            int port = redis.port();
            Clients.ask(port, "SET word kept");
            for (int kill = 0; kill < 2; kill++) {
                long killed = redis.pid();
                Clients.kill(redis);
                assertThat(Polling.until(PATIENCE, () -> redis.pid() != killed && redis.isAlive())).isTrue();
                assertThat(redis.port()).isEqualTo(port);
                assertThat(Clients.ask(port, "GET word")).isEqualTo("kept");
            }
            assertThat(starts).as("the one that failed is tried again").hasValue(4);
        }
    }

    @Test
    void aClosedServerStaysDown() {
        KeptAlive<RedisProcess> redis = redis();
        redis.close();
        redis.close();
        assertThat(redis.isAlive()).isFalse();
        assertThat(starts).hasValue(1);
    }

    @Test
    void closingEndsAStartThatIsUnderWay() throws IOException {
        KeptAlive<RedisProcess> redis = redis();
        Clients.kill(redis);
        redis.close();
        Path directory = temporary.toRealPath();
        assertThat(ProcessHandle.current().children().filter(child -> Leftover.names(child, directory))).isEmpty();
    }
}
