package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.client.RestAnswer;
import io.outrigger.testing.Eventually;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Jobs through the gateway and the whole platform: large files, bad rows, bad requests, small jobs behind large ones. */
class JobsIT {

    private static final int LARGE_JOB = 200_000;
    private static final int LONG_LINE_BYTES = 100 << 20;

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @TempDir
    Path folder;

    private static LookupRows rows;

    @BeforeAll
    static void serve() {
        rows = LookupRows.served(platform);
    }

    @AfterAll
    static void remove() {
        rows.close();
    }

    @Test
    void everyRowOfAFileHasItsAnswer() throws IOException {
        Path file = write(IntStream.range(0, 10_000).mapToObj(i -> LookupRows.row("row-" + i, i % 10)).toList());

        String id = rows.submitted(file);

        JsonNode job = rows.ended(id);
        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("completed");
        assertThat(job.path("request_counts").toString()).isEqualTo("""
                {"total":10000,"completed":10000,"failed":0}""");
        assertThat(job.path("version").asText()).isEqualTo("v1");
        List<JsonNode> results = rows.lines(id, "results");
        assertThat(results.stream().map(line -> line.path("custom_id").asText()).collect(Collectors.toSet())).hasSize(10_000);
        assertThat(results).hasSize(10_000).allSatisfy(line -> assertThat(line.at("/response/body/outputs/0/data/0").asDouble())
                .isEqualTo(Integer.parseInt(line.path("custom_id").asText().substring(4)) % 10 * 10.0));
    }

    /** Each bad row is in the errors with its line and its reason, and the good ones around it are answered. */
    @Test
    void badRowsEndInTheErrorsAndTheRestIsAnswered() throws IOException {
        Path file = folder.resolve("bad.jsonl");
        try (OutputStream out = Files.newOutputStream(file)) {
            write(out, "\ufeff" + LookupRows.row("bom", 1)); // 1
            write(out, LookupRows.row("wrong-shape", 2).replace("[1,1]", "[1,2]").replace("[2]", "[2,2]"));
            write(out, """
                    {"custom_id":"bad-base64","input":{"image":"???"}}
                    """);
            write(out, """
                    {"input":{"tensors":[]}}
                    """);
            write(out, LookupRows.row("bom", 4)); // 5: a duplicate
            out.write(new byte[LONG_LINE_BYTES]);
            write(out, "\n");
            out.write(LookupRows.row("invalid-?", 5).replace('?', (char) 0xff).getBytes(StandardCharsets.ISO_8859_1));
            write(out, LookupRows.row("nul-\0", 6));
            write(out, LookupRows.row("crlf", 7).replace("\n", "\r\n"));
            write(out, "\n"); // 10: empty
            write(out, LookupRows.row("poison", 99));
            write(out, LookupRows.row("good", 8));
            write(out, LookupRows.row("no-newline", 9).strip());
        }

        String id = rows.submitted(file);

        JsonNode job = rows.ended(id);
        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("completed");
        assertThat(rows.lines(id, "results").stream().map(line -> line.path("custom_id").asText()))
                .containsExactlyInAnyOrder("bom", "crlf", "good", "no-newline");
        List<JsonNode> errors = new ArrayList<>(rows.lines(id, "errors"));
        errors.sort((one, other) -> Integer.compare(one.at("/error/line").asInt(), other.at("/error/line").asInt()));
        assertThat(errors.stream().map(line -> line.at("/error/line").asInt() + " " + line.path("custom_id").asText() + " "
                + line.at("/error/code").asText())).containsExactly(
                        "2 wrong-shape shape_mismatch", "3 bad-base64 invalid_base64", "4 null missing_field", "5 null duplicate_custom_id",
                        "6 null line_too_long", "7 null invalid_json", "8 null invalid_json", "10 null invalid_json",
                        "11 poison model_rejected_input");
        assertThat(errors).allSatisfy(line -> {
            assertThat(line.path("response").isNull()).isTrue();
            assertThat(line.at("/error/message").asText()).isNotBlank();
        });
    }

    @Test
    void onlyTheRowsThatFailedAreRunAgain() throws IOException {
        String parent = rows.submitted(write(List.of(LookupRows.row("a", 1), LookupRows.row("b", 99), LookupRows.row("c", 3))));
        rows.ended(parent);

        RestAnswer retried = rows.gateway().post("/v1/jobs/" + parent + "/retry", "");

        JsonNode child = rows.ended(LookupRows.accepted(retried));
        assertThat(child.path("parent_id").asText()).isEqualTo(parent);
        assertThat(child.path("request_counts").toString()).isEqualTo("""
                {"total":1,"completed":0,"failed":1}""");
    }

    /** The time that it takes is measured and told; that it does not wait for the large one is what is required. */
    @Test
    void aSmallJobDoesNotWaitForALargeOne() throws IOException {
        Path large = folder.resolve("large.jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(large)) {
            for (int i = 0; i < LARGE_JOB; i++) {
                out.write(LookupRows.row(Integer.toString(i), i % 10));
            }
        }
        String running = rows.submitted(large);
        Eventually.isTrue(() -> rows.job(running).at("/request_counts/completed").asInt() > 0);

        long start = System.nanoTime();
        String small = LookupRows.accepted(rows.submit("""
                "inputs":[%s]""".formatted(IntStream.range(0, 10).mapToObj(i -> LookupRows.row("small-" + i, i).strip())
                        .collect(Collectors.joining(",")))));
        JsonNode ended = rows.ended(small);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        JsonNode other = rows.job(running);
        LoggerFactory.getLogger(JobsIT.class).info("a job of 10 rows took {} ms beside one that had {} of {} rows", took.toMillis(),
                other.at("/request_counts/completed").asInt(), LARGE_JOB);
        assertThat(ended.path("status").asText()).isEqualTo("completed");
        assertThat(other.path("status").asText()).as("of the large one, when the small one had ended").isEqualTo("in_progress");
        rows.cancel(running);
        JsonNode cancelled = rows.ended(running);
        assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
        assertThat(cancelled.at("/request_counts/completed").asInt() + cancelled.at("/request_counts/failed").asInt())
                .isEqualTo(LARGE_JOB);
    }

    static Stream<Arguments> noJobs() {
        String row = LookupRows.row("a", 1).strip();
        return Stream.of(
                arguments(404, "model_not_found", """
                        {"model":"nobody","inputs":[%s]}""".formatted(row)),
                arguments(404, "version_not_found", """
                        {"model":"lookup-rows","version":"v9","inputs":[%s]}""".formatted(row)),
                arguments(400, "no_rows", """
                        {"model":"lookup-rows","inputs":[]}"""),
                arguments(400, "missing_field", """
                        {"model":"lookup-rows"}"""),
                arguments(404, "file_not_found", """
                        {"model":"lookup-rows","input_file_id":"file-1"}"""),
                arguments(400, "input_not_allowed", from("s3://outrigger/jobs/x/input.jsonl")),
                arguments(400, "input_not_allowed", from("s3://other/rows.jsonl")),
                arguments(400, "input_not_allowed", from("file:///etc/passwd")),
                arguments(400, "input_not_allowed", from("http://127.0.0.1/rows.jsonl")));
    }

    private static String from(String uri) {
        return """
                {"model":"lookup-rows","input_uri":"%s"}""".formatted(uri);
    }

    @ParameterizedTest
    @MethodSource("noJobs")
    void whatIsNoJobIsRefused(int status, String code, String body) throws IOException {
        RestAnswer answer = rows.gateway().post("/v1/batch", body);

        assertThat(answer.status() + " " + answer.code()).as(answer.toString()).isEqualTo(status + " " + code);
    }

    /** Addresses of this machine and of its cloud's metadata, and a name that leads to one. */
    @ParameterizedTest
    @ValueSource(strings = {
        "http://127.0.0.1:8080/", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/meta-data", "https://localhost/",
        "https://2130706433/", "https://10.0.0.1/", "https://[::ffff:127.0.0.1]/", "http://example.com/"
    })
    void nobodyIsToldWhereOnlyThePlatformCanReach(String address) throws IOException {
        RestAnswer answer = rows.submit("""
                "inputs":[%s],"webhook":{"url":"%s"}""".formatted(LookupRows.row("a", 1).strip(), address));

        assertThat(answer.status() + " " + answer.code()).as(answer.toString()).isEqualTo("400 webhook_not_allowed");
    }

    private Path write(List<String> lines) throws IOException {
        Path file = folder.resolve("rows.jsonl");
        return Files.writeString(file, String.join("", lines));
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
