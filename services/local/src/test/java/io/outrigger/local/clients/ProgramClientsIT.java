package io.outrigger.local.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.local.PlatformAccess;
import io.outrigger.local.PlatformExtension;
import io.outrigger.testing.Checkout;
import io.outrigger.testing.programs.Executable;
import io.outrigger.testing.programs.ProgramRun;
import io.outrigger.testing.programs.PythonEnvironment;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that are programs: k6, grpcurl and Triton's perf_analyzer. */
class ProgramClientsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final PythonEnvironment PERF_ANALYZER = PythonEnvironment.of(ProgramClientsIT.class, "perf_analyzer.txt");

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    /** k6 writes the fields of a message in any order, another one at each call. */
    @ParameterizedTest(name = "k6 asks the {0}")
    @EnumSource
    void k6OverGrpc(Target target, @TempDir Path folder) throws IOException, URISyntaxException {
        String script = Path.of(Objects.requireNonNull(getClass().getResource("k6_grpc.js")).toURI()).toString();
        Executable.orSkip("k6").run(Question.environment(target, platform.access(), folder), LIMIT,
                "run", "--quiet", "--no-color", "--no-usage-report", script).requireSuccess();
    }

    /** A little of the load that perf/README.md has it make. */
    @Test
    void k6MakesTheSeedsLoad() {
        Map<String, String> environment = Map.of("GATEWAY_URL", platform.access().gatewayUrl(), "TOKEN", platform.access().token(),
                "RATE", "10", "DURATION", "2s", "WARMUP", "1s", "P95_MS", "10000");
        Executable.orSkip("k6").run(environment, LIMIT, "run", "--quiet", "--no-color", "--no-usage-report",
                Checkout.ROOT.resolve("perf/k6/inference.js").toString()).requireSuccess();
    }

    @ParameterizedTest(name = "grpcurl asks the {0}")
    @EnumSource
    void grpcurl(Target target, @TempDir Path folder) throws IOException {
        Executable grpcurl = Executable.orSkip("grpcurl");
        PlatformAccess access = platform.access();
        Map<String, String> environment = Question.environment(target, access, folder);
        String question = Files.readString(Path.of(environment.get("QUESTION_FILE")));
        ProgramRun run = grpcurl.run(environment, LIMIT, "-plaintext", "-import-path", environment.get("PROTO_FOLDER"),
                "-proto", "inference/grpc_service.proto", "-H", "authorization: Bearer " + target.token(access), "-d", question,
                target.grpc(access), "inference.GRPCInferenceService/ModelInfer").requireSuccess();
        requireASeven(run);
    }

    /** As most people use it: the server describes itself, as the local platform does. */
    @ParameterizedTest(name = "grpcurl asks the {0} without a proto file")
    @EnumSource
    void grpcurlByReflection(Target target, @TempDir Path folder) throws IOException {
        Executable grpcurl = Executable.orSkip("grpcurl");
        PlatformAccess access = platform.access();
        Map<String, String> environment = Question.environment(target, access, folder);
        String token = "authorization: Bearer " + target.token(access);
        ProgramRun list = grpcurl.run(environment, LIMIT, "-plaintext", "-H", token, target.grpc(access), "list").requireSuccess();
        assertThat(list.output().lines()).as("what callers may call, and nothing of the services' own")
                .contains("inference.GRPCInferenceService", "grpc.health.v1.Health")
                .filteredOn(service -> service.startsWith("outrigger."))
                .isSubsetOf("outrigger.jobs.v1.JobService");
        ProgramRun describe = grpcurl.run(environment, LIMIT, "-plaintext", "-H", token, target.grpc(access), "describe",
                "inference.ModelInferRequest").requireSuccess();
        assertThat(describe.output()).contains("raw_input_contents");
        requireASeven(grpcurl.run(environment, LIMIT, "-plaintext", "-H", token, "-d", Files.readString(
                Path.of(environment.get("QUESTION_FILE"))), target.grpc(access), "inference.GRPCInferenceService/ModelInfer"));
    }

    @ParameterizedTest(name = "grpc_health_probe asks the {0}")
    @EnumSource
    void grpcHealthProbe(Target target) {
        Executable probe = Executable.orSkip("grpc-health-probe");
        String address = "-addr=" + target.grpc(platform.access());
        probe.run(Map.of(), LIMIT, address).requireSuccess();
        probe.run(Map.of(), LIMIT, address, "-service=inference.GRPCInferenceService").requireSuccess();
        probe.run(Map.of(), LIMIT, address, "-service=liveness").requireSuccess();
        assertThat(probe.run(Map.of(), LIMIT, address, "-service=no.Such").status()).as("unknown").isNotZero();
    }

    private static void requireASeven(ProgramRun run) throws IOException {
        JsonNode answer = new ObjectMapper().readTree(run.requireSuccess().output());
        // What Java tells by reflection has no JSON names, and grpcurl takes the fields' own.
        boolean named = answer.has("model_version");
        assertThat(answer.path(named ? "model_version" : "modelVersion").asText()).isEqualTo("2");
        assertThat(Question.digit(answer.path(named ? "raw_output_contents" : "rawOutputContents").path(0).binaryValue())).isEqualTo(7);
    }

    /** It asks for an empty final answer at every call. The installed one, or the one of its wheel. */
    @ParameterizedTest(name = "perf_analyzer asks the {0}")
    @EnumSource
    void perfAnalyzerOverGrpc(Target target) {
        Executable analyzer = Executable.find("perf_analyzer").orElseGet(() -> {
            String library = Executable.orSkip("getconf").run(Map.of(), LIMIT, "GNU_LIBC_VERSION").output().strip();
            assumeTrue(library.matches("glibc (2\\.(3[89]|[4-9]\\d)|[3-9].*)"),
                    () -> "perf_analyzer's wheel needs glibc 2.38 or later, and this machine has '" + library + "'; skipped.");
            return PERF_ANALYZER.program("perf_analyzer");
        });
        List<String> arguments = new ArrayList<>(List.of("-m", "sample-classifier", "-x", "2", "-i", "grpc",
                "-u", target.grpc(platform.access()), "--concurrency-range", "2", "--request-count", "50"));
        if (!target.token(platform.access()).isEmpty()) {
            arguments.addAll(List.of("-H", "authorization: Bearer " + target.token(platform.access())));
        }
        ProgramRun run = analyzer.run(Map.of(), LIMIT, arguments.toArray(String[]::new)).requireSuccess();
        assertThat(run.output()).contains("Request count: 50").doesNotContain("had error");
    }
}
