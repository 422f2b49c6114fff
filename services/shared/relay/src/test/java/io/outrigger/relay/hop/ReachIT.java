package io.outrigger.relay.hop;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StallingProxy;
import io.outrigger.testing.StandInServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A service that hangs, its connection up, is not one that can be reached. */
class ReachIT {

    @Test
    void aServiceThatHangsIsNoticedInSecondsAndSoIsItsReturn() throws Exception {
        try (var telemetry = Telemetry.local("reach"); var server = StandInServer.start(); var way = new StallingProxy(server::port)) {
            ManagedChannel channel = Channels.toService(new HostPort("127.0.0.1", way.port()), 1 << 20, telemetry);
            try (var reach = new Reach(channel, "next hop")) {
                Eventually.isTrue(() -> reach.reasonNotReachable().isEmpty());

                way.stall();
                Duration noticed = Eventually.isTrue(() -> reach.reasonNotReachable().isPresent());

                assertThat(noticed).isLessThan(Duration.ofSeconds(15));
                assertThat(reach.reasonNotReachable()).contains("the next hop is connected and does not answer");
                way.flow();
                Eventually.isTrue(() -> reach.reasonNotReachable().isEmpty());
            } finally {
                channel.shutdownNow();
            }
        }
    }
}
