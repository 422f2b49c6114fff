package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.client.FileForm;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.client.RestStream;
import io.outrigger.testing.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Jobs of a small model on a platform, over REST. The model gives ten times the index, and one over 9 fails in the runtime, so a row of it
 * is a hundred bytes and some are poison.
 */
final class LookupRows implements AutoCloseable {

    private static final String MODEL = "lookup-rows";
    private static final Path SOURCE = Repository.ROOT.resolve("services/model-server/src/test/resources/models/lookup");
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Set<String> ENDED = Set.of("completed", "failed", "expired", "cancelled");

    private final PlatformExtension platform;
    private final RestClient gateway;

    private LookupRows(PlatformExtension platform) {
        this.platform = platform;
        this.gateway = RestClient.of(platform.access().gatewayUrl()).as(platform.access().token());
    }

    /** Serves the model until it is closed; it stays registered. */
    static LookupRows served(PlatformExtension platform) {
        try {
            Repository.copyTree(SOURCE, platform.models().resolve(MODEL));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RestCalls admin = platform.admin();
        assertThat(admin.post(admin.gateway("/v2/repository/models/" + MODEL + "/load"), "{}").status()).isEqualTo(200);
        if (admin.get(admin.registry("/v1/models/" + MODEL)).status() == 404) {
            assertThat(admin.register(MODEL, "v1", platform.access().modelServerGrpc()).status()).isEqualTo(201);
        }
        return new LookupRows(platform);
    }

    static String row(String id, long index) {
        return """
                {"custom_id":"%s","input":{"tensors":[{"name":"index","shape":[1,1],"datatype":"INT64","data":[%d]}]}}
                """.formatted(id, index);
    }

    RestClient gateway() {
        return gateway;
    }

    /** The id of a file that is uploaded. */
    String uploaded(Path file) throws IOException {
        RestAnswer answer = gateway.upload("/v1/files", FileForm.of(Map.of("purpose", "batch"), file), PATIENCE);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().path("id").asText();
    }

    /** The answer to a job of these further fields. */
    RestAnswer submit(String fields) throws IOException {
        return gateway.post("/v1/batch", """
                {"model":"%s",%s}""".formatted(MODEL, fields));
    }

    /** The id of the job of a file. */
    String submitted(Path file) throws IOException {
        return accepted(submit("""
                "input_file_id":"%s\"""".formatted(uploaded(file))));
    }

    static String accepted(RestAnswer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        return answer.json().path("id").asText();
    }

    JsonNode job(String id) throws IOException {
        return gateway.get("/v1/jobs/" + id).json();
    }

    JsonNode ended(String id) {
        return Eventually.answer(() -> job(id), job -> ENDED.contains(job.path("status").asText()));
    }

    void cancel(String id) throws IOException {
        assertThat(gateway.post("/v1/jobs/" + id + "/cancel", "").succeeded()).isTrue();
    }

    /** The lines of {@code results} or {@code errors}. */
    List<JsonNode> lines(String id, String which) throws IOException {
        try (RestStream stream = gateway.stream("/v1/jobs/" + id + "/" + which);
                var reader = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(stream.status()).isEqualTo(200);
            return reader.lines().map(RestCalls::parse).toList();
        }
    }

    @Override
    public void close() {
        RestCalls admin = platform.admin();
        admin.post(admin.gateway("/v2/repository/models/" + MODEL + "/unload"), "{}");
        Repository.deleteTree(platform.models().resolve(MODEL));
        gateway.close();
    }
}
