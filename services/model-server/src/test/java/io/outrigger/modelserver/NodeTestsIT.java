package io.outrigger.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.testing.programs.PythonEnvironment;
import io.outrigger.testing.programs.ProgramRun;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A fixed sample of the ONNX project's node tests, asked by a Python program over gRPC and HTTP and compared bit by bit; the program
 * by itself takes all of them. Skipped, with a sentence, where there is no Python or no package index.
 */
class NodeTestsIT {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final PythonEnvironment PYTHON = PythonEnvironment.of(NodeTestsIT.class, "node_tests.txt");

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    @Test
    void everyAnswerIsOnnxRuntimesOwn() {
        ProgramRun run = PYTHON.script("node_tests.py", Map.of(), LIMIT, "--every", "7", "--repository", SERVER.repository().toString(),
                "--http", "http://127.0.0.1:" + SERVER.server().restPort(), "--grpc", "127.0.0.1:" + SERVER.server().grpcPort())
                .requireSuccess();
        int asked = count(run, "right over gRPC");
        assertThat(asked).as(run.output()).isGreaterThan(150);
        assertThat(count(run, "right over HTTP")).as(run.output()).isEqualTo(asked);
    }

    private static int count(ProgramRun run, String kind) {
        return run.output().lines().map(String::strip).filter(line -> line.endsWith("  " + kind))
                .mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf(' ')))).findFirst().orElse(0);
    }
}
