package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionLimitTest {

    private static final long GIB = 1L << 30;

    @Test
    void eachIsADescriptorAndTakesMemory() {
        assertThat(ConnectionLimit.of(4_000, 8 * GIB)).as("a quarter of the descriptors").isEqualTo(1_000);
        assertThat(ConnectionLimit.of(1_000_000, GIB / 2)).as("one for 128 KiB").isEqualTo(4_096);
        assertThat(ConnectionLimit.of(1_000_000, 8 * GIB)).isEqualTo(10_000);
        assertThat(ConnectionLimit.of(8, GIB)).as("too few to serve anybody are none").isEqualTo(16);
    }
}
