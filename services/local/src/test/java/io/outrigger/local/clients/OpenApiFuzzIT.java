package io.outrigger.local.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.local.PlatformExtension;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.programs.PythonEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the documents say, tried by the thousand: schemathesis makes up requests that a document allows and others that it does not, and
 * holds every answer against it. It deletes what it can, so the platform is one of its own.
 */
class OpenApiFuzzIT {
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final PythonEnvironment PYTHON = PythonEnvironment.of(OpenApiFuzzIT.class, "schemathesis.txt");

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.ofItsOwn();

    private static final Map<String, String> ENVIRONMENT = new HashMap<>();

    @BeforeAll
    static void letThereBeAFileAndAJob() {
        RestClient client = RestClient.of("").as(platform.access().adminToken()).at(platform.access().gatewayUrl());
        String file = send(client, client.request("/v1/files").header("Content-Type", "multipart/form-data; boundary=limit")
                .POST(BodyPublishers.ofString("""
                        --limit\r
                        Content-Disposition: form-data; name="purpose"\r
                        \r
                        batch\r
                        --limit\r
                        Content-Disposition: form-data; name="file"; filename="rows.jsonl"\r
                        \r
                        {}\r
                        --limit--\r
                        """))).json().path("id").asText();
        String job = send(client, client.request("/v1/batch").header("Content-Type", "application/json").POST(BodyPublishers.ofString("""
                {"model":"sample-classifier","inputs":[{"custom_id":"1","input":{"image":"AAAA"}}]}"""))).json().path("id").asText();
        Eventually.isTrue(() -> send(client, client.request("/v1/jobs/" + job).GET()).json().path("status").asText().equals("completed"));
        ENVIRONMENT.putAll(Map.of("ADMIN_TOKEN", platform.access().adminToken(), "FILE_ID", file, "JOB_ID", job));
    }

    private static RestAnswer send(RestClient client, HttpRequest.Builder request) {
        try {
            RestAnswer answer = client.send(request.build());
            assertThat(answer.status()).as("%s", answer).isBetween(200, 299);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theGatewayDoesWhatItsDocumentSays() {
        isAsDocumented(platform.access().gatewayUrl());
    }

    @Test
    void theRegistryDoesWhatItsDocumentSays() {
        isAsDocumented(platform.access().registryUrl());
    }

    private static void isAsDocumented(String url) {
        PYTHON.program("schemathesis").run(ENVIRONMENT, LIMIT, "--config-file", configuration(), "run", url + "/openapi")
                .requireSuccess();
    }

    private static String configuration() {
        try {
            return Path.of(OpenApiFuzzIT.class.getResource("schemathesis.toml").toURI()).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
