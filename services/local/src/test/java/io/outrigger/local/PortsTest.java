package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void anOffsetMovesEveryPortAndTheLargestStaysAPort() {
        assertThat(Ports.movedBy(100).number(8080)).isEqualTo(8180);
        assertThat(Ports.movedBy(Ports.OFFSET_MAX).number(Ports.KAFKA)).isEqualTo(65_535);
        assertThat(Ports.free().number(8080)).isZero();
    }

    @Test
    void aPortInUseIsNamedWithItsServerAndTheWayOut() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ports ports = new Ports(_ -> taken.getLocalPort());
            assertThatThrownBy(() -> ports.requireFree("api-gateway", 8080)).isInstanceOf(StartException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " for api-gateway")
                    .hasMessageContaining("OUTRIGGER_PORT_OFFSET");
        }
    }
}
