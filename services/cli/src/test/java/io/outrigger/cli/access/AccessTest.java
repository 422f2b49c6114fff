package io.outrigger.cli.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.cli.outcome.CommandFailure;
import io.outrigger.cli.outcome.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private final GlobalOptions given = new GlobalOptions();

    @Test
    void optionsCountBeforeTheEnvironmentBeforeTheFile() {
        Map<String, String> file = Map.of("GATEWAY_URL", "http://file", "REGISTRY_URL", "http://file", "TOKEN", "file", "ADMIN_TOKEN", "f");
        Map<String, String> environment = Map.of("GATEWAY_URL", "http://environment/", "TOKEN", "environment");
        assertThat(Access.of(given, environment, file)).isEqualTo(new Access("http://environment", "http://file", "environment", "f"));
        given.url = "https://option:1";
        given.token = "option";
        assertThat(Access.of(given, environment, file)).isEqualTo(new Access("https://option:1", "http://file", "option", "option"));
    }

    @Test
    void withoutAnythingItIsTheUsualPortsAndNobody() {
        assertThat(Access.of(given, Map.of("TOKEN", ""), Map.of()))
                .isEqualTo(new Access("http://127.0.0.1:8080", "http://127.0.0.1:8083", "", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "ftp://a", "http://", "http://a b"})
    void anAddressIsHttp(String url) {
        given.url = url;
        assertThatThrownBy(() -> Access.of(given, Map.of(), Map.of())).isInstanceOf(CommandFailure.class).hasMessageContaining("--url")
                .extracting(failure -> ((CommandFailure) failure).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void tokensAreNotInItsText() {
        assertThat(new Access("http://a", "http://b", "secret", "secret").toString()).doesNotContain("secret");
    }

    @Test
    void aFileIsReadAsAShellDoes() {
        assertThat(PlatformFile.parse(List.of("# A=1", "", "export B=2", "C=\"x=y\"", "D='z'", "E=", "no assignment", "=5")))
                .isEqualTo(Map.of("B", "2", "C", "x=y", "D", "z", "E", ""));
    }

    @Test
    void theNearestFileAboveIsFound(@TempDir Path root) throws IOException {
        Path file = write(root.resolve(".outrigger"));
        Path below = Files.createDirectories(root.resolve("a/b"));
        assertThat(PlatformFile.find(below, Map.of())).contains(file);
        Path nearer = write(root.resolve("a/.outrigger"));
        assertThat(PlatformFile.find(below, Map.of())).contains(nearer);
        assertThat(PlatformFile.find(below, Map.of("OUTRIGGER_HOME", "../../.outrigger")).orElseThrow()).exists();
        assertThat(PlatformFile.find(below, Map.of("OUTRIGGER_HOME", "nowhere"))).as("what is named counts alone").isEmpty();
    }

    private static Path write(Path home) throws IOException {
        return Files.writeString(Files.createDirectories(home).resolve("platform.env"), "TOKEN=t\n");
    }
}
