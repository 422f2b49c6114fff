package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BannerTest {
    private static final PlatformAccess ACCESS = new PlatformAccess("http://127.0.0.1:8080", "127.0.0.1:9080", "http://127.0.0.1:8083",
            "127.0.0.1:9081", "127.0.0.1:9082", "http://127.0.0.1:8000", "127.0.0.1:8001", "user-token", "admin-token",
            "webhook-secret");

    @Test
    void itSaysWhereEverythingIsAndNeverPrintsAToken() {
        String banner = Banner.text(ACCESS, Path.of("/o/platform.env"), Path.of("/o/logs/platform.log"), Path.of("/o/7-1.png"), "9.0 s");
        assertThat(banner).contains("9.0 s", ACCESS.gatewayUrl(), ACCESS.gatewayGrpc(), ACCESS.registryUrl(), ACCESS.modelServerUrl(),
                "/o/platform.env", "/o/logs/platform.log", "Ctrl-C", "-Dwipe", ". /o/platform.env; curl -s", "base64 < /o/7-1.png");
        assertThat(banner).doesNotContain("user-token", "admin-token", "webhook-secret");
    }

    @Test
    void withoutTheSampleThereIsNoLineToPaste() {
        assertThat(Banner.text(ACCESS, Path.of("/o/platform.env"), Path.of("/o/log"), null, "9.0 s")).doesNotContain("curl");
    }

    @Test
    void aPathWithBlanksAndQuotesStaysOneWordOfTheShell() {
        assertThat(Banner.shellWord(Path.of("/plain/path-1.env"))).isEqualTo("/plain/path-1.env");
        assertThat(Banner.shellWord(Path.of("/my folder/it's"))).isEqualTo("'/my folder/it'\\''s'");
    }
}
