package io.outrigger.metadata.fleets;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.registry.Names;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetAddressTest {

    @ParameterizedTest
    @CsvSource({
        "triton:8001, 1, triton-8001", "10.0.0.7:8001, 2, 10-0-0-7-8001-2", "[::1]:8001, 1, 1-8001", "[::]:9, 1, fleet-9",
        "Triton.Prod-1.svc:8001, 1, triton-prod-1-svc-8001", "localhost:8001, 1, 127-0-0-1-8001",
    })
    void aNameIsMadeOfTheAddress(String address, int attempt, String name) {
        assertThat(FleetAddress.fleetName(FleetAddress.read("endpoint", address), attempt)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"1", "12", "100"})
    void everyNameIsAFleetsName(int attempt) {
        String longest = "a".repeat(60) + "-." + "b".repeat(190);
        assertThat(Names.fleet(FleetAddress.fleetName(new HostPort(longest, 65_535), attempt))).hasSizeLessThanOrEqualTo(63);
    }
}
