package io.outrigger.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void isKnownByTheNamesThatJavaUses() {
        assertThat(Platform.of("Linux", "amd64")).isEqualTo(Platform.LINUX_AMD64);
        assertThat(Platform.of("Linux", "aarch64")).isEqualTo(Platform.LINUX_ARM64);
        assertThat(Platform.of("Mac OS X", "x86_64")).isEqualTo(Platform.DARWIN_AMD64);
        assertThat(Platform.of("Mac OS X", "aarch64")).isEqualTo(Platform.DARWIN_ARM64);
    }

    @Test
    void saysWhichMachinesWouldDo() {
        assertThatThrownBy(() -> Platform.of("Windows 11", "amd64")).isInstanceOf(BackendException.class)
                .hasMessageContaining("Windows 11 on amd64").hasMessageContaining("use Linux or macOS");
    }
}
