package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.Who;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenPortsTest {

    @Test
    void onThisMachineNothingIsSaid() {
        assertThat(OpenPorts.warning("127.0.0.1", Optional.empty(), 1, 2, 3)).isEmpty();
        assertThat(OpenPorts.warning("localhost", Optional.empty(), 1, 2, 3)).isEmpty();
    }

    @Test
    void elsewhereThePortsAreNamedThatAskForNoToken() {
        var outer = AccessTable.builder().rest(Who.ANY_CALLER, "GET", "/a").grpc(Who.ANY_CALLER, "s", "M").build();
        var half = AccessTable.builder().rest(Who.ANY_CALLER, "GET", "/a").grpc(Who.THE_MESH, "s", "M").build();

        assertThat(OpenPorts.warning("0.0.0.0", Optional.empty(), 1, 2, 3).orElseThrow()).contains("0.0.0.0",
                "at REST 1, gRPC 2, management 3:");
        assertThat(OpenPorts.warning("0.0.0.0", Optional.of(half), 1, 2, 3).orElseThrow()).contains("at gRPC 2, management 3:");
        assertThat(OpenPorts.warning("::", Optional.of(outer), 1, 2, 3).orElseThrow()).contains("at management 3:");
        assertThat(OpenPorts.warning("0.0.0.0", Optional.empty(), 0, 0, 3).orElseThrow()).contains("at management 3:");
    }
}
