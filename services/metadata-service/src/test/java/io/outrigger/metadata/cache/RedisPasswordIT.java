package io.outrigger.metadata.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import io.outrigger.redis.RedisConfig;
import io.outrigger.redis.RedisServer;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Redis that asks for a password. */
class RedisPasswordIT {

    @RegisterExtension
    static final BackendsExtension backends = BackendsExtension.redis();

    @Test
    void isAskedByWhoHasIt() throws Exception {
        tell("CONFIG SET requirepass s3cr3t");
        var address = new HostPort(backends.redisHost(), backends.redisPort());
        RedisServer withPassword =
                RedisServer.from(new Settings(Map.of("REDIS_HOST", address.toString(), "REDIS_PASSWORD", "s3cr3t"))).orElseThrow();
        try (RedisEntries knows = RedisEntries.open(RedisConfig.of(withPassword));
                RedisEntries stranger = RedisEntries.open(RedisConfig.of(RedisServer.at(address)))) {
            Eventually.isTrue(() -> {
                knows.put("test", "m", new CacheEntry(1, new byte[] {1}));
                return knows.find("test", "m").isPresent();
            });
            assertThat(stranger.find("test", "m")).isEmpty();
        } finally {
            tell("AUTH s3cr3t", "CONFIG SET requirepass \"\""); // the server is that of the next test class too
        }
        assertThat(withPassword.toString()).isEqualTo(address.toString());
    }

    private static void tell(String... commands) throws IOException {
        try (Socket socket = new Socket(backends.redisHost(), backends.redisPort())) {
            for (String command : commands) {
                socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII)).isEqualTo("+OK\r\n");
            }
        }
    }
}
