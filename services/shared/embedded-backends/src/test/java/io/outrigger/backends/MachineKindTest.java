package io.outrigger.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MachineKindTest {
    @Test
    void isKnownByTheNamesThatJavaUses() {
        assertThat(MachineKind.of("Linux", "amd64")).isEqualTo(MachineKind.LINUX_AMD64);
        assertThat(MachineKind.of("Linux", "aarch64")).isEqualTo(MachineKind.LINUX_ARM64);
        assertThat(MachineKind.of("Mac OS X", "x86_64")).isEqualTo(MachineKind.DARWIN_AMD64);
        assertThat(MachineKind.of("Mac OS X", "aarch64")).isEqualTo(MachineKind.DARWIN_ARM64);
    }

    @Test
    void saysWhichMachinesWouldDo() {
        assertThatThrownBy(() -> MachineKind.of("Windows 11", "amd64")).isInstanceOf(BackendException.class)
                .hasMessageContaining("Windows 11 on amd64").hasMessageContaining("use Linux or macOS");
    }
}
