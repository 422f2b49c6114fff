package io.outrigger.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.outrigger.proto.inference.ModelStatistics;
import io.outrigger.proto.inference.ModelStatisticsRequest;
import io.outrigger.proto.inference.ServerReadyRequest;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.FreePort;
import io.outrigger.testing.StockCaller;
import io.outrigger.testing.programs.PythonEnvironment;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Triton on this machine's processors, with the models of {@code triton/models} beside this class, until it is closed or the JVM has
 * ended, however that was. What it needs and this machine does not have skips the test with a sentence that says so.
 */
final class TritonServer implements AutoCloseable {

    private static final PythonEnvironment PYTHON = PythonEnvironment.of(TritonServer.class, "triton/requirements.txt");
    /** What {@code triton.py} ends with where it cannot be had. */
    private static final int UNAVAILABLE = 69;

    private final Process process;
    private final Path log;
    private final Path gate;
    private final int port;
    private final StockCaller caller;

    private TritonServer(Process process, Path log, Path gate, int port) {
        this.process = process;
        this.log = log;
        this.gate = gate;
        this.port = port;
        this.caller = StockCaller.of(port);
    }

    /** @param folder empty, for what the server needs on disk */
    static TritonServer start(Path folder) throws IOException {
        Path python = PYTHON.program("python").file();
        Path resources = resources();
        Path log = folder.resolve("log");
        Path gate = folder.resolve("gate");
        int port = FreePort.next();
        ProcessBuilder builder = new ProcessBuilder(python.toString(), resources.resolve("triton.py").toString(), folder.toString(),
                "--model-repository", resources.resolve("models").toString(), "--allow-http=false", "--allow-metrics=false",
                "--grpc-address=127.0.0.1", "--grpc-port=" + port).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("GATE", gate.toString());
        TritonServer server = new TritonServer(builder.start(), log, gate, port);
        try {
            server.awaitReady();
        } catch (IOException | RuntimeException | Error failure) {
            server.close();
            throw failure;
        }
        return server;
    }

    private static Path resources() {
        try {
            return Path.of(Objects.requireNonNull(TritonServer.class.getResource("triton")).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitReady() throws IOException {
        Eventually.isTrue(() -> !process.isAlive() || isReady());
        if (!process.isAlive()) {
            String said = Files.readString(log).strip();
            Assumptions.assumeFalse(process.exitValue() == UNAVAILABLE, said + " This test is skipped.");
            throw new AssertionError("Triton ended with status " + process.exitValue() + ":\n" + said);
        }
    }

    private boolean isReady() {
        try {
            return asked().serverReady(ServerReadyRequest.getDefaultInstance()).getReady();
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Straight to it, past the platform. */
    GRPCInferenceServiceBlockingStub asked() {
        return caller.blocking();
    }

    /** What it has counted; the call that a model has answered last may be missing. */
    ModelStatistics statistics(TritonModel model) {
        return asked().modelStatistics(ModelStatisticsRequest.newBuilder().setName(model.modelName()).build()).getModelStats(0);
    }

    /** From now on numbers that are to wait hold up their model. */
    void shutGate() throws IOException {
        Files.deleteIfExists(atGate());
        Files.write(gate, new byte[0]);
    }

    void openGate() throws IOException {
        Files.delete(gate);
    }

    /** Returns when an execution with so many rows is held up. */
    void awaitAtGate(int rows) {
        Eventually.passes(() -> assertThat(atGate()).hasContent(Integer.toString(rows)));
    }

    private Path atGate() {
        return gate.resolveSibling("gate.rows");
    }

    @Override
    public void close() {
        caller.close();
        process.destroyForcibly().onExit().join(); // its models' processes see that, and end too
    }
}
