package io.outrigger.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.chassis.json.Json;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.gateway.testing.Models;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The status over the wire: who is told what of it, and how many may watch. */
class GatewayStatusIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final String INFERENCE = """
            {"model":"plain","input":{"tensors":[{"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},
             {"name":"b","shape":[1,2],"datatype":"INT64","data":[5,6]}]}}""";

    private static Job job;

    @BeforeAll
    static void letThereBeJobs() {
        job = GATEWAY.worker().job("team-a", made -> made.setModel("plain").setVersion("v1").setRowsPerSecond(12.5)
                .setRequestCounts(made.getRequestCountsBuilder().setTotal(100).setCompleted(40).setFailed(2)));
        GATEWAY.worker().job("team-a", made -> made.setModel("plain").setState(JobState.JOB_STATE_COMPLETED));
        GATEWAY.worker().job("team-b", made -> made.setModel("plain"));
    }

    private static JsonNode status(String token) throws IOException {
        HttpResponse<byte[]> answer = GATEWAY.get("/v1/status", token);
        assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(200);
        return Json.parse(answer.body());
    }

    private static EventsReader watch(String token) throws IOException {
        return new EventsReader(GATEWAY.gateway().restPort(), token);
    }

    /** One that has a place: those of watchers that have left are free a moment later. */
    private static EventsReader admitted(String token) {
        AtomicReference<EventsReader> admitted = new AtomicReference<>();
        Eventually.isTrue(() -> {
            EventsReader events = watch(token);
            admitted.set(events);
            boolean in = "HTTP/1.1 200 OK".equals(events.line("HTTP/1.1"));
            if (!in) {
                events.close();
            }
            return in;
        });
        return admitted.get();
    }

    private static List<String> names(JsonNode status) {
        List<String> names = new ArrayList<>();
        status.at("/models/list").forEach(model -> names.add(model.path("name").asText()));
        return names;
    }

    @Test
    void withoutATokenNothingIsTold() throws IOException {
        for (String path : List.of("/v1/status", "/v1/status/events")) {
            HttpResponse<byte[]> refused = GATEWAY.get(path, null);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(Json.parse(refused.body()).path("code").asText()).isEqualTo("unauthenticated_caller");
            assertThat(GATEWAY.get(path, GATEWAY.tokens().with("unheard:of")).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void whoMayUseEveryModelSeesAllWithAliasesAndVersions() throws IOException {
        JsonNode status = status(GATEWAY.tokens().with("infer"));

        assertThat(names(status)).contains("plain", "sample-classifier", "split");
        assertThat(status.at("/models/list/1/name").asText()).isEqualTo("sample-classifier");
        assertThat(status.at("/models/list/1/aliases")).hasToString("""
                [{"alias":"canary","version":"v2"},{"alias":"stable","version":"v1"}]""");
        assertThat(status.at("/models/list/1/versions/0/takes_pictures").asBoolean()).isTrue();
        assertThat(status.path("jobs").isMissingNode()).as("jobs want the scope batch").isTrue();
        assertThat(status.path("gateway").isMissingNode()).as("what is nobody's is the administrator's").isTrue();
        assertThat(status.at("/batches/told").asBoolean()).isFalse();
        assertThat(status.at("/batches/reason").asText()).contains("ORCHESTRATOR_STATUS_URL");
        assertThat(status(GATEWAY.tokens().with("admin")).path("gateway").isObject()).isTrue();
    }

    @Test
    void whoIsLimitedToAModelSeesItAloneAndItsTenantsJobs() throws IOException {
        JsonNode status = status(GATEWAY.tokens().limitedTo("plain", "infer batch"));

        assertThat(names(status)).containsExactly("plain");
        assertThat(status.at("/models/total").asInt()).isEqualTo(1);
        assertThat(status.at("/jobs/list")).hasSize(2);
        JsonNode going = status.at("/jobs/list/0");
        assertThat(going.path("id").asText()).as("those that go on come first").isEqualTo(job.getId());
        assertThat(going.path("rows_completed").asInt()).isEqualTo(40);
        assertThat(going.path("rows_per_second").asDouble()).isEqualTo(12.5);
        assertThat(status.toString()).doesNotContain("sample-classifier", "split");
    }

    @Test
    void whoMayRunJobsAloneIsToldNothingOfModels() throws IOException {
        JsonNode status = status(GATEWAY.tokens().with("batch"));

        assertThat(status.path("models").isMissingNode()).isTrue();
        assertThat(status.path("batches").isMissingNode()).isTrue();
        assertThat(status.at("/jobs/told").asBoolean()).isTrue();
    }

    @Test
    void trafficComesWithTheNextEvents() throws IOException {
        try (EventsReader events = admitted(GATEWAY.tokens().limitedTo("plain", "infer"))) {
            assertThat(events.line("Content-Type:")).isEqualTo("Content-Type: text/event-stream");
            assertThat(events.line("event:")).isEqualTo("event: status");
        }
        GATEWAY.postJson("/v1/infer", INFERENCE);
        Eventually.isTrue(() -> {
            GATEWAY.postJson("/v1/infer", INFERENCE);
            JsonNode traffic = status(GATEWAY.tokens().with("infer")).at("/models/list/0/versions/0/traffic");
            return traffic.path("requests_per_second").asDouble() > 0 && traffic.path("p99_ms").asDouble() > 0
                    && traffic.path("errors_per_second").asDouble() == 0;
        });
    }

    @Test
    void aNewModelIsToldToWhoWatches() throws IOException {
        String token = GATEWAY.tokens().with("models:read");
        Eventually.isTrue(() -> {
            try (EventsReader events = watch(token)) {
                GATEWAY.register(Models.renamed());
                return names(events.status()).contains("renamed");
            }
        });
    }

    @Test
    void aStreamEndsAfterItsTimeSoThatATokenIsLookedAtAgain() throws IOException {
        try (EventsReader events = admitted(GATEWAY.tokens().with("batch"))) {
            assertThat(events.line("event:")).isEqualTo("event: status");
            assertThat(events.line("0")).as("the last chunk").isEqualTo("0");
        }
    }

    @Test
    void oneWatcherTooManyIsSentAwayAndAPlaceThatIsLeftIsFree() throws IOException {
        String token = GATEWAY.tokens().with("batch");
        Eventually.passes(() -> {
            try (EventsReader first = watch(token); EventsReader second = watch(token); EventsReader third = watch(token)) {
                for (EventsReader each : List.of(first, second, third)) {
                    assertThat(each.line("HTTP/1.1")).isEqualTo("HTTP/1.1 200 OK");
                }
                HttpResponse<byte[]> refused = GATEWAY.get("/v1/status/events", token);
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.headers().firstValue("retry-after")).isPresent();
                assertThat(Json.parse(refused.body()).path("code").asText()).isEqualTo("overloaded");
                assertThat(GATEWAY.get("/v1/status", token).statusCode()).as("who asks once needs no place").isEqualTo(200);
            }
        });
        Eventually.isTrue(() -> {
            try (EventsReader again = watch(token)) {
                return again.line("HTTP/1.1").equals("HTTP/1.1 200 OK");
            }
        });
    }
}
