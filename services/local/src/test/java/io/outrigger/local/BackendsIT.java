package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A backend that is killed under a running platform comes back where it was, and the platform serves on. */
class BackendsIT {
    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @ParameterizedTest
    @CsvSource({"postgres, -p", "redis, --port", "kafka, advertised.listeners", "s3, s3proxy.endpoint"})
    void aBackendThatIsKilledIsStartedAgainOnItsPort(String name, String setting) throws Exception {
        ProcessHandle killed = ProcessHandle.of(pid(name)).orElseThrow();
        int port = port(killed, name, setting);
        killed.destroyForcibly();
        killed.onExit().join();
        Eventually.passes(() -> {
            ProcessHandle next = ProcessHandle.of(pid(name)).orElseThrow();
            assertThat(next.pid()).isNotEqualTo(killed.pid());
            assertThat(port(next, name, setting)).isEqualTo(port);
            new Socket("127.0.0.1", port).close();
        });
        String alias = "after-" + name;
        Eventually.passes(() -> assertThat(platform.admin().pointAlias(alias, "v1", "").status()).isLessThan(300));
        assertThat(platform.admin().removeAlias(alias).status()).isLessThan(300);
        assertThat(platform.rest().classify(Repository.bytes(Repository.PICTURES.resolve("7-1.png")), "v1").status()).isEqualTo(200);
    }

    private static long pid(String name) throws IOException {
        return Long.parseLong(Files.readAllLines(platform.stateDirectory().resolve(name).resolve("process.pid")).getFirst());
    }

    /** From the command line, or from the file of settings that it names last. */
    private static int port(ProcessHandle process, String name, String setting) throws IOException {
        List<String> arguments = List.of(process.info().arguments().orElseThrow());
        if (arguments.contains(setting)) {
            return Integer.parseInt(arguments.get(arguments.indexOf(setting) + 1));
        }
        Path settings = Path.of(arguments.getLast());
        String line = Files.readAllLines(settings).stream().filter(each -> each.startsWith(setting + "=")).findFirst()
                .orElseThrow(() -> new AssertionError(name + " has no " + setting + " in " + settings));
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }
}
