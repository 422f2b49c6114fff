package io.outrigger.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.chassis.json.Json;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobState;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs over REST, in the platform's shape and in OpenAI's. */
class JobsIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final String SUBMIT = """
            {"model":"plain","inputs":[{"custom_id":"a","input":{}},{"custom_id":"b","input":{"x":1.10}}],"metadata":{"k":"v"}}""";

    private static JsonNode json(HttpResponse<byte[]> answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(status);
        return Json.parse(answer.body());
    }

    private static HttpResponse<byte[]> send(String method, String path, String token) {
        return GATEWAY.send(GATEWAY.request(path, token).method(method, HttpRequest.BodyPublishers.noBody()).build());
    }

    private static String batch() {
        return GATEWAY.tokens().with("batch");
    }

    @Test
    void takesAJobOnceForEachKey() throws IOException {
        HttpResponse<byte[]> first = GATEWAY.postJob("/v1/batch", SUBMIT, "Idempotency-Key", "key 1");
        String id = json(first, 202).path("id").asText();

        assertThat(id).matches("batch_[0-9a-f]{32}");
        assertThat(first.headers().firstValue("location")).contains("/v1/jobs/" + id);
        assertThat(json(GATEWAY.postJob("/v1/batch", SUBMIT, "Idempotency-Key", "key 1"), 200).path("id").asText()).isEqualTo(id);
        assertThat(json(GATEWAY.postJob("/v1/batch", SUBMIT, "Idempotency-Key", "key 2"), 202).path("id").asText()).isNotEqualTo(id);
        assertThat(GATEWAY.worker().submits()).anySatisfy(request -> {
            assertThat(request.getIdempotencyKey()).isEqualTo("key 1");
            assertThat(request.getMetadataMap()).isEqualTo(Map.of("k", "v"));
            assertThat(request.getLines().toStringUtf8()).isEqualTo("""
                    {"custom_id":"a","input":{}}
                    {"custom_id":"b","input":{"x":1.10}}
                    """);
        });
    }

    @Test
    void showsCancelsRetriesAndDeletes() throws IOException {
        Job job = GATEWAY.worker().job("team-a", made -> made.setModel("plain"));

        assertThat(json(GATEWAY.getJob("/v1/jobs/" + job.getId()), 200).path("status").asText()).isEqualTo("in_progress");
        assertThat(json(send("DELETE", "/v1/jobs/" + job.getId(), batch()), 409).path("code").asText()).isEqualTo("job_not_ended");
        assertThat(json(send("POST", "/v1/jobs/" + job.getId() + "/cancel", batch()), 200).path("status").asText()).isEqualTo("cancelling");
        HttpResponse<byte[]> retry = send("POST", "/v1/jobs/" + job.getId() + "/retry", batch());
        assertThat(json(retry, 202).path("parent_id").asText()).isEqualTo(job.getId());
        assertThat(retry.headers().firstValue("location")).contains("/v1/jobs/" + json(retry, 202).path("id").asText());
        GATEWAY.worker().end(job.getId(), JobState.JOB_STATE_COMPLETED, "", "");
        assertThat(send("DELETE", "/v1/jobs/" + job.getId(), batch()).statusCode()).isEqualTo(204);
        assertThat(json(GATEWAY.getJob("/v1/jobs/" + job.getId()), 404).path("code").asText()).isEqualTo("job_not_found");
    }

    @Test
    void listsPageByPageAndWhatIsAskedFor() throws IOException {
        String token = GATEWAY.tokens().sign(GATEWAY.tokens().claims("batch").claim("tenant", "lister").build());
        List<Job> jobs = List.of(GATEWAY.worker().job("lister", job -> job.setModel("a")),
                GATEWAY.worker().job("lister", job -> job.setModel("b")),
                GATEWAY.worker().job("lister", job -> job.setModel("a").setState(JobState.JOB_STATE_COMPLETED)));

        for (String path : List.of("/v1/jobs", "/v1/batches")) {
            JsonNode page = json(send("GET", path + "?limit=2", token), 200);
            assertThat(page.path("object").asText()).isEqualTo("list");
            assertThat(page.path("data").findValuesAsText("id")).containsExactly(jobs.get(2).getId(), jobs.get(1).getId());
            assertThat(page.path("first_id").asText()).isEqualTo(jobs.get(2).getId());
            assertThat(page.path("has_more").asBoolean()).isTrue();
            JsonNode next = json(send("GET", path + "?limit=2&after=" + page.path("last_id").asText(), token), 200);
            assertThat(next.path("data").findValuesAsText("id")).containsExactly(jobs.get(0).getId());
            assertThat(next.path("has_more").asBoolean()).isFalse();
        }
        assertThat(json(send("GET", "/v1/jobs?model=b", token), 200).path("data")).hasSize(1);
        assertThat(json(send("GET", "/v1/jobs?state=completed,failed", token), 200).path("data")).hasSize(1);
        assertThat(json(send("GET", "/v1/jobs?state=completed&state=in_progress", token), 200).path("data")).hasSize(3);
        assertThat(json(send("GET", "/v1/jobs?model=none", token), 200).path("first_id").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/jobs?limit=0", "/v1/jobs?limit=101", "/v1/jobs?limit=x", "/v1/jobs?limit=1&limit=2", "/v1/jobs?state=done",
        "/v1/jobs?stat=completed", "/v1/batches?state=completed", "/v1/files?limit=10001", "/v1/files?order=asc"})
    void refusesParametersThatItDoesNotUnderstand(String path) throws IOException {
        int before = GATEWAY.worker().calls();
        assertThat(json(GATEWAY.getJob(path), 400).path("code").asText()).isEqualTo("invalid_field");
        assertThat(GATEWAY.worker().calls()).isEqualTo(before);
    }

    @Test
    void anotherTenantsJobIsNotThere() throws IOException {
        Job job = GATEWAY.worker().job("somebody else", made -> made.setModel("plain"));

        for (String path : List.of("", "/results", "/errors", "/events")) {
            assertThat(json(GATEWAY.getJob("/v1/jobs/" + job.getId() + path), 404).path("code").asText()).isEqualTo("job_not_found");
        }
        assertThat(json(GATEWAY.getJob("/v1/files/" + job.getOutputFileId() + "/content"), 404).path("code").asText())
                .isEqualTo("file_not_found");
        assertThat(send("POST", "/v1/batches/" + job.getId() + "/cancel", batch()).statusCode()).isEqualTo(404);
        assertThat(GATEWAY.worker().job(job.getId())).isEqualTo(job);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", """
        {"inputs":[]}""", """
        {"inputs":[1],"color":1}""", """
        {"input_uri":"http://a/b"}"""})
    void aBadSubmitReachesNobody(String body) {
        int before = GATEWAY.worker().calls();
        assertThat(GATEWAY.postJob("/v1/batch", body).statusCode()).isEqualTo(400);
        assertThat(GATEWAY.postJob("/v1/batches", body).statusCode()).isEqualTo(400);
        assertThat(GATEWAY.postJob("/v1/batch", SUBMIT, "Idempotency-Key", "a", "Idempotency-Key", "b").statusCode()).isEqualTo(400);
        assertThat(GATEWAY.postJob("/v1/batch", SUBMIT.replace("1.10", "0".repeat(1 << 20))).statusCode()).isEqualTo(413);
        assertThat(GATEWAY.worker().calls()).isEqualTo(before);
    }

    @Test
    void aTokenForSomeModelsSubmitsForThoseAlone() throws IOException {
        String limited = GATEWAY.tokens().limitedTo("split", "batch");
        int before = GATEWAY.worker().calls();
        HttpResponse<byte[]> refused = GATEWAY.send(
                GATEWAY.request("/v1/batch", limited).POST(HttpRequest.BodyPublishers.ofString(SUBMIT)).build());
        assertThat(json(refused, 403).path("code").asText()).isEqualTo("forbidden");
        assertThat(GATEWAY.worker().calls()).isEqualTo(before);

        json(GATEWAY.send(GATEWAY.request("/v1/batches", limited).POST(HttpRequest.BodyPublishers.ofString("""
                {"input_file_id":"file-limited","endpoint":"/v1/infer","completion_window":"24h"}""")).build()), 200);
        assertThat(GATEWAY.worker().submits()).anySatisfy(request -> {
            assertThat(request.getInputFileId()).isEqualTo("file-limited");
            assertThat(request.getAllowedModels().getNamesList()).containsExactly("split");
        });
    }

    @Test
    void inOpenAisShapeFilesAppearWhenTheyHaveSomething() throws IOException {
        Job job = GATEWAY.worker().job("team-a", made -> made.setModel("plain"));

        assertThat(json(GATEWAY.getJob("/v1/batches/" + job.getId()), 200).path("output_file_id").isNull()).isTrue();
        assertThat(json(GATEWAY.getJob("/v1/jobs/" + job.getId()), 200).path("output_file_id").asText()).isEqualTo(job.getOutputFileId());
        GATEWAY.worker().end(job.getId(), JobState.JOB_STATE_IN_PROGRESS, "1\n", "");
        JsonNode batch = json(GATEWAY.getJob("/v1/batches/" + job.getId()), 200);
        assertThat(batch.path("output_file_id").asText()).isEqualTo(job.getOutputFileId());
        assertThat(batch.path("error_file_id").isNull()).isTrue();
    }
}
