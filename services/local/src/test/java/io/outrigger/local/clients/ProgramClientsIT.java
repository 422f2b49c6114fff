package io.outrigger.local.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.local.Access;
import io.outrigger.local.PlatformExtension;
import io.outrigger.standins.programs.Executable;
import io.outrigger.standins.programs.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** gRPC clients that are programs. */
class ProgramClientsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @ParameterizedTest(name = "grpcurl asks the {0}")
    @EnumSource
    void grpcurl(Target target, @TempDir Path folder) throws IOException {
        Executable grpcurl = Executable.orSkip("grpcurl");
        Access access = platform.access();
        Map<String, String> environment = Question.environment(target, access, folder);
        String question = Files.readString(Path.of(environment.get("QUESTION_FILE")));
        ProgramRun run = grpcurl.run(environment, LIMIT, "-plaintext", "-import-path", environment.get("PROTO_FOLDER"),
                "-proto", "inference/grpc_service.proto", "-H", "authorization: Bearer " + target.token(access), "-d", question,
                target.grpc(access), "inference.GRPCInferenceService/ModelInfer").requireSuccess();
        JsonNode answer = new ObjectMapper().readTree(run.output());
        assertThat(answer.path("modelVersion").asText()).isEqualTo("2");
        assertThat(Question.digit(answer.path("rawOutputContents").path(0).binaryValue())).isEqualTo(7);
    }
}
