package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.client.RestAnswer;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.programs.ProgramRun;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Traffic of every kind is captured from version 1 and run again on version 2 by the command; its figures are those of the pictures. */
class ReplayIT {
    /** That the picture's row has been asked for: as a picture, as JSON, as bytes, over gRPC. */
    private static final int WAYS = 4;

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    private static final List<Path> PICTURES = Repository.pictures();
    private static final Instant BEGIN = Instant.now();

    @BeforeAll
    static void captureAFewOfEveryKind() {
        capture("""
                {"share":1,"requests_per_minute":6000}""");
        try (StockClient grpc = platform.grpc()) {
            for (Path picture : PICTURES) {
                byte[] bytes = Repository.bytes(picture);
                float[] pixels = Digits.pixels(bytes);
                ok(platform.rest().classify(bytes, "v1"));
                ok(platform.rest().post(platform.rest().gateway("/v2/models/sample-classifier/versions/1/infer"), json(pixels)));
                ok(binary(pixels));
                grpc.infer(StockClient.request("1", pixels).build());
            }
        }
        Eventually.isTrue(() -> captures().size() == PICTURES.size() * WAYS);
    }

    @AfterAll
    static void stopCapturing() {
        capture("""
                {"share":0}""");
    }

    @Test
    void theReportSaysHowTheVersionsReallyDiffer() {
        ProgramRun run = replay("--against", "v2", "--json");
        assertThat(run.status()).as(run.output()).isZero();
        JsonNode report = RestCalls.parse(run.output());

        long relabelled = 0;
        double largest = 0;
        for (Path picture : PICTURES) {
            JsonNode first = platform.rest().classify(Repository.bytes(picture), "v1").json();
            JsonNode second = platform.rest().classify(Repository.bytes(picture), "v2").json();
            relabelled += first.at("/classification/0/label").equals(second.at("/classification/0/label")) ? 0 : 1;
            largest = Math.max(largest, largest(first.at("/outputs/0/data"), second.at("/outputs/0/data")));
        }
        assertThat(report.at("/rows/compared").asLong()).isEqualTo(PICTURES.size() * WAYS);
        assertThat(report.at("/rows/failed").asLong()).isZero();
        assertThat(report.at("/rows/differing").asLong()).as(report.toString()).isPositive();
        assertThat(report.at("/labels/changed").asLong()).as(report.toString()).isEqualTo(relabelled * WAYS);
        assertThat(report.at("/outputs/0/largest_difference").asDouble()).isCloseTo(largest, within(1e-5));
        assertThat(report.path("against").asText()).isEqualTo("v2");
    }

    @Test
    void theSameVersionDoesNotDifferFromItself() {
        ProgramRun baseline = replay("--against", "v1", "--baseline", "v1", "--max-share-differing", "0", "--json");
        assertThat(baseline.status()).as(baseline.output()).isZero();
        ProgramRun captured = replay("--against", "stable");
        assertThat(captured.status()).as("nothing is compared with itself").isEqualTo(1);
        assertThat(captured.output()).contains(PICTURES.size() * WAYS + " more with nothing to compare", "Only 0 rows could be compared");
    }

    @Test
    void limitsMakeTheExitCode() {
        ProgramRun beyond = replay("--against", "v2", "--max-share-differing", "0");
        assertThat(beyond.status()).as(beyond.output()).isEqualTo(1);
        assertThat(beyond.output()).contains("Rows that differ", "of the rows differ, and 0.00 % may.");
        assertThat(replay("--against", "v2", "--tolerance", "1", "--max-share-differing", "0.5").status()).isZero();
        assertThat(replay("--against", "v9").status()).as("no such version").isEqualTo(1);
    }

    @Test
    void nothingOfAReplayStays() {
        RestCalls admin = platform.admin();
        String files = admin.get(admin.gateway("/v1/files?limit=100")).text();
        assertThat(replay("--against", "v2", "--limit", "3").status()).isZero();
        assertThat(admin.get(admin.gateway("/v1/files?limit=100")).text()).isEqualTo(files);
        assertThat(admin.get(admin.gateway("/v1/captures/sample-classifier")).status()).isEqualTo(200);
        RestCalls user = platform.rest();
        assertThat(user.get(user.gateway("/v1/captures/sample-classifier")).status()).as("captures are the operator's").isEqualTo(403);
    }

    private static ProgramRun replay(String... more) {
        List<String> words = new ArrayList<>(
                List.of("replay", "--model", "sample-classifier", "--from", BEGIN.toString(), "--no-progress"));
        words.addAll(Arrays.asList(more));
        return CommandProcess.run(platform.access(), words.toArray(String[]::new));
    }

    private static void capture(String setting) {
        RestCalls admin = platform.admin();
        ok(admin.send(admin.registry("/v1/models/sample-classifier").header("If-Match", "*").header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("""
                        {"capture":%s}""".formatted(setting)))));
    }

    private static List<String> captures() {
        RestCalls admin = platform.admin();
        return admin.get(admin.gateway("/v1/captures/sample-classifier?from=" + BEGIN)).text().lines().toList();
    }

    private static String json(float[] pixels) {
        return """
                {"inputs":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","data":%s}]}""".formatted(Arrays.toString(pixels));
    }

    private static RestAnswer binary(float[] pixels) {
        byte[] head = """
                {"inputs":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","parameters":{"binary_data_size":%d}}]}"""
                .formatted(pixels.length * Float.BYTES).getBytes(StandardCharsets.UTF_8);
        ByteBuffer values = ByteBuffer.allocate(pixels.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        values.asFloatBuffer().put(pixels);
        var body = new ByteArrayOutputStream();
        body.writeBytes(head);
        body.writeBytes(values.array());
        HttpRequest.Builder request = platform.rest().gateway("/v2/models/sample-classifier/versions/1/infer")
                .header("Inference-Header-Content-Length", Integer.toString(head.length));
        return platform.rest().send(request.POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }

    private static double largest(JsonNode one, JsonNode other) {
        double largest = 0;
        for (int i = 0; i < one.size(); i++) {
            largest = Math.max(largest, Math.abs(one.get(i).asDouble() - other.get(i).asDouble()));
        }
        return largest;
    }

    private static void ok(RestAnswer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }
}
