package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.config.ConfigException;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {

    @Test
    void hasDefaultsForAllButWhoseTokensToBelieve() {
        Settings settings = new Settings(Map.of("JWT_ISSUER", "me", "JWT_JWKS", "/keys.json"));
        GatewayConfig config = GatewayConfig.from(settings);
        settings.check();

        assertThat(config.server().restPort()).isEqualTo(8080);
        assertThat(config.server().grpcPort()).isEqualTo(9080);
        assertThat(config.server().managementPort()).isEqualTo(7080);
        assertThat(config.router()).isEqualTo(new HostPort("localhost", 9081));
        assertThat(config.registry()).isEqualTo(new HostPort("localhost", 9083));
        assertThat(config.jobs().worker()).isEqualTo(new HostPort("localhost", 9084));
        assertThat(config.jobs().fileBytesMax()).isEqualTo(8L << 30);
        assertThat(config.requestTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.pictures().pixelsMax()).isEqualTo(25_000_000);
        assertThat(config.json().classesMax()).isEqualTo(5);
    }

    @Test
    void saysEverythingThatIsWrong() {
        Settings settings = new Settings(Map.of("ROUTER_GRPC", "nowhere", "REQUEST_TIMEOUT", "0s", "PICTURE_PIXELS_MAX", "many"));
        GatewayConfig.from(settings);

        assertThatThrownBy(settings::check).isInstanceOfSatisfying(ConfigException.class, wrong -> assertThat(wrong.errors())
                .hasSize(5).anyMatch(error -> error.contains("JWT_ISSUER")).anyMatch(error -> error.contains("ROUTER_GRPC")));
    }
}
