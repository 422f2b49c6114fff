package io.outrigger.local.clients;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.outrigger.local.PlatformExtension;
import io.outrigger.testing.programs.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Python's clients, as their packages have them; each script ends with a sentence if an answer is not the right one. */
class PythonClientsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final PythonEnvironment TRITON = PythonEnvironment.of(PythonClientsIT.class, "triton.txt");
    private static final PythonEnvironment KSERVE = PythonEnvironment.of(PythonClientsIT.class, "kserve.txt");

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    static Stream<Arguments> triton() {
        return asking("triton_http.py", "triton_http_aio.py", "triton_http_compressed.py", "triton_grpc.py", "triton_grpc_deflate.py",
                "triton_stream.py", "mlserver_codecs.py");
    }

    @ParameterizedTest(name = "{0} asks the {1}")
    @MethodSource("triton")
    void tritonsAndMlserversClients(String script, Target target, @TempDir Path folder) throws IOException {
        TRITON.script(script, Question.environment(target, platform.access(), folder), LIMIT).requireSuccess();
    }

    static Stream<Arguments> kserve() {
        return asking("kserve_rest_health.py", "kserve_rest.py", "kserve_grpc.py");
    }

    @ParameterizedTest(name = "{0} asks the {1}")
    @MethodSource("kserve")
    void kservesClient(String script, Target target, @TempDir Path folder) throws IOException {
        KSERVE.script(script, Question.environment(target, platform.access(), folder), LIMIT).requireSuccess();
    }

    private static Stream<Arguments> asking(String... scripts) {
        return Arrays.stream(scripts).flatMap(script -> Arrays.stream(Target.values()).map(target -> arguments(script, target)));
    }
}
