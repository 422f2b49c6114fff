package io.outrigger.local.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.local.PlatformExtension;
import io.outrigger.testing.programs.Executable;
import io.outrigger.testing.programs.ProgramRun;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** nginx in front of gateway and model server, with the lines that people copy. */
class NginxIT {
    private static final int REQUESTS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @ParameterizedTest(name = "nginx with its default proxy_pass, which speaks HTTP/1.0, before the {0}")
    @EnumSource
    void withItsDefaultProxyPass(Target target, @TempDir Path folder) throws IOException, InterruptedException {
        try (Nginx nginx = Nginx.before(target, platform.access(), folder)) {
            answersRightly(nginx.defaultUrl(), target);
        }
    }

    @ParameterizedTest(name = "nginx with kept connections before the {0}")
    @EnumSource
    void withKeptConnections(Target target, @TempDir Path folder) throws IOException, InterruptedException {
        try (Nginx nginx = Nginx.before(target, platform.access(), folder)) {
            answersRightly(nginx.keptUrl(), target);
        }
    }

    @ParameterizedTest(name = "nginx with grpc_pass before the {0}")
    @EnumSource
    void withGrpcPass(Target target, @TempDir Path folder) throws IOException {
        Executable grpcurl = Executable.orSkip("grpcurl");
        try (Nginx nginx = Nginx.before(target, platform.access(), folder)) {
            Map<String, String> environment = Question.environment(target, platform.access(), folder);
            ProgramRun run = grpcurl.run(environment, LIMIT, "-plaintext", "-import-path", environment.get("PROTO_FOLDER"),
                    "-proto", "inference/grpc_service.proto", "-H", "authorization: Bearer " + target.token(platform.access()),
                    "-d", Files.readString(Path.of(environment.get("QUESTION_FILE"))), nginx.grpc(),
                    "inference.GRPCInferenceService/ModelInfer").requireSuccess();
            assertThat(Question.digit(new ObjectMapper().readTree(run.output()).path("rawOutputContents").path(0).binaryValue()))
                    .isEqualTo(7);
        }
    }

    /** Questions, a refusal, an address that is not there, and questions again: nothing is left behind on a connection. */
    private static void answersRightly(String url, Target target) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            assertThat(get(client, url + "/v2/health/ready", target).statusCode()).isEqualTo(200);
            for (int i = 0; i < REQUESTS; i++) {
                assertSeven(ask(client, url, Question.restJson(), target));
            }
            HttpResponse<String> refused = ask(client, url, """
                    {"inputs":[""", target);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(get(client, url + "/v2/no/such/place", target).statusCode()).isEqualTo(404);
            assertSeven(ask(client, url, Question.restJson(), target));
        }
    }

    private static HttpResponse<String> get(HttpClient client, String url, Target target) throws IOException, InterruptedException {
        return client.send(request(url, target).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> ask(HttpClient client, String url, String body, Target target)
            throws IOException, InterruptedException {
        return client.send(request(url + "/v2/models/sample-classifier/versions/2/infer", target)
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String url, Target target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT);
        String token = target.token(platform.access());
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static void assertSeven(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode data = new ObjectMapper().readTree(answer.body()).path("outputs").path(0).path("data");
        float[] scores = new float[data.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = data.get(i).floatValue();
        }
        assertThat(scores).hasSize(10);
        assertThat(Question.digit(scores)).isEqualTo(7);
    }
}
