package io.outrigger.local.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.local.PlatformExtension;
import io.outrigger.local.Repository;
import io.outrigger.testing.programs.ProgramRun;
import io.outrigger.testing.programs.PythonEnvironment;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** OpenAPI documents as other people's tools read them: valid, and good for a client that lacks nothing and works. */
class GeneratedClientIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final PythonEnvironment PYTHON = PythonEnvironment.of(GeneratedClientIT.class, "openapi.txt");

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    /** The generator knows JSON lines for text when it is told. */
    private static final String TEXT_OVERRIDES = """
            content_type_overrides:
              application/jsonl: text/plain
            """;

    @Test
    void aValidatorFindsTheDocumentsValid(@TempDir Path folder) throws Exception {
        for (String url : List.of(platform.access().gatewayUrl(), platform.access().registryUrl())) {
            PYTHON.program("openapi-spec-validator").run(Map.of(), LIMIT, document(url, folder).toString()).requireSuccess();
        }
    }

    @Test
    void aClientOfTheRegistryIsGeneratedWithoutAWarning(@TempDir Path folder) throws Exception {
        generate(platform.access().registryUrl(), folder);
    }

    @Test
    void aClientOfTheGatewayIsGeneratedWithoutAWarningAndWorks(@TempDir Path folder) throws Exception {
        generate(platform.access().gatewayUrl(), folder);
        Map<String, String> environment = Question.environment(Target.GATEWAY, platform.access(), folder);
        environment.put("PYTHONPATH", folder.toString());
        environment.put("ADMIN_TOKEN", platform.access().adminToken());
        environment.put("PICTURE_FILE", Repository.PICTURES.resolve("7-1.png").toAbsolutePath().toString());
        PYTHON.script("generated_client.py", environment, LIMIT).requireSuccess();
    }

    private static void generate(String url, Path folder) throws Exception {
        var generator = PYTHON.program("openapi-python-client");
        String path = generator.file().getParent() + File.pathSeparator + System.getenv("PATH"); // it calls its own formatter by name
        Path config = Files.writeString(folder.resolve("config.yaml"), TEXT_OVERRIDES);
        ProgramRun generated = generator.run(Map.of("PATH", path), LIMIT, "generate", "--path", document(url, folder).toString(),
                "--config", config.toString(), "--meta", "none", "--output-path", folder.resolve("generated").toString(),
                "--fail-on-warning").requireSuccess();
        assertThat(generated.output()).doesNotContainIgnoringCase("warning", "unable", "omitted", "removal");
    }

    private static Path document(String url, Path folder) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI address = URI.create(url + "/openapi");
            return Files.write(folder.resolve("openapi.yaml"),
                    client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray()).body());
        }
    }
}
