package io.outrigger.local.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.local.PlatformAccess;
import io.outrigger.local.PlatformExtension;
import io.outrigger.testing.programs.ProgramRun;
import io.outrigger.testing.programs.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A few of the ONNX project's node tests, put into the running platform, registered, and asked through the gateway as well. */
class NodeTestsIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String BESIDE = "/io/outrigger/modelserver/";
    private static final PythonEnvironment PYTHON = PythonEnvironment.of(NodeTestsIT.class, BESIDE + "node_tests.txt");

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @Test
    void everyAnswerIsOnnxRuntimesOwnThroughTheGatewayToo(@TempDir Path folder) throws IOException {
        PlatformAccess access = platform.access();
        Path environment = Files.writeString(folder.resolve("platform.env"), """
                GATEWAY_URL=%s
                GATEWAY_GRPC=%s
                REGISTRY_URL=%s
                MODEL_SERVER_GRPC=%s
                TOKEN=%s
                ADMIN_TOKEN=%s
                """.formatted(access.gatewayUrl(), access.gatewayGrpc(), access.registryUrl(), access.modelServerGrpc(), access.token(),
                access.adminToken()));
        ProgramRun run = PYTHON.script(BESIDE + "node_tests.py", Map.of(), LIMIT, "--every", "40", "--platform", environment.toString(),
                "--repository", platform.models().toString(), "--http", access.modelServerUrl(), "--grpc", access.modelServerGrpc())
                .requireSuccess();
        for (String way : new String[] {"HTTP", "gRPC", "the gateway's REST", "the gateway's gRPC"}) {
            assertThat(right(run, way)).as("over " + way + ":\n" + run.output()).isGreaterThan(20);
        }
    }

    private static int right(ProgramRun run, String way) {
        return run.output().lines().map(String::strip).filter(line -> line.endsWith("  right over " + way))
                .mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf(' ')))).findFirst().orElse(0);
    }
}
