package io.outrigger.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.json.Json;
import io.outrigger.documentation.testing.ServedDocument;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobState;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A gateway under test, and what has to be true of every answer it gives. */
final class FuzzedGateway implements AutoCloseable {

    static final String JOB = "batch_" + "0".repeat(32);
    static final String FILE = "file-" + "0".repeat(32);

    private static final String TENANT = "team-a";
    private static final String INFERENCE = """
            {"model":"plain","input":{"tensors":[{"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},
             {"name":"b","shape":[1,2],"datatype":"INT64","data":[5,6]}]}}""";
    /** What only the worker can know, so it has been asked. */
    private static final Set<ErrorCode> THE_WORKERS =
            EnumSet.of(ErrorCode.JOB_NOT_FOUND, ErrorCode.FILE_NOT_FOUND, ErrorCode.JOB_NOT_ENDED, ErrorCode.RANGE_NOT_SATISFIABLE);

    /** Watchers of the status that have gone ask nobody any more. */
    private final GatewayExtension gateway = new GatewayExtension(Map.of("STATUS_INTERVAL", "1h"));

    private FuzzedGateway() {
    }

    /** What has come to those behind the gateway. */
    record Effects(int routed, int asked, int submitted, int files, long granted) {
    }

    static FuzzedGateway start() {
        FuzzedGateway fuzzed = new FuzzedGateway();
        try {
            fuzzed.gateway.beforeAll(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        fuzzed.gateway.worker().put(TENANT, Job.newBuilder().setId(JOB).setState(JobState.JOB_STATE_IN_PROGRESS).build());
        fuzzed.gateway.worker().put(TENANT, File.newBuilder().setId(FILE).setFilename("rows.jsonl").build());
        fuzzed.gateway.worker().keep(FILE, ByteString.copyFromUtf8("{}\n"));
        return fuzzed;
    }

    GatewayExtension gateway() {
        return gateway;
    }

    /** A token for everything. */
    String token() {
        return gateway.tokens().with("infer batch models:read models:write admin");
    }

    Effects effects() {
        return new Effects(gateway.router().calls(), gateway.worker().calls(), gateway.worker().submits().size(),
                gateway.worker().fileCount(TENANT), gateway.registry().grantsRevision());
    }

    void answersAsItShould(RawRequest request) throws IOException {
        Effects before = effects();
        Optional<RawAnswer> answer = RawAnswer.to(request, gateway.gateway().restPort());
        if (answer.isEmpty()) {
            assertThat(request.framing().promisesMore()).as("the connection was closed without an answer").isTrue();
            return;
        }
        RawAnswer given = answer.get();
        assertThat(given.status() < 500 || given.status() == ErrorCode.NOT_IMPLEMENTED.httpStatus()).as("%s", given).isTrue();
        if (isAddress(request.path())) {
            var seen = new ServedDocument.Answer(request.entry().method(), request.path(), given.status());
            assertThat(gateway.document().undocumented(List.of(seen))).as("answers that /openapi does not have: %s", given).isEmpty();
        }
        if (given.status() >= 400) {
            refusedAsItShould(request, given, before);
        }
    }

    private static boolean isAddress(String path) {
        try {
            URI.create(path);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private void refusedAsItShould(RawRequest request, RawAnswer given, Effects before) throws IOException {
        Effects after = effects();
        assertThat(after.routed()).as("calls of the router").isEqualTo(before.routed());
        assertThat(after.submitted()).as("jobs submitted").isEqualTo(before.submitted());
        assertThat(after.files()).as("files kept").isEqualTo(before.files());
        assertThat(after.granted()).as("changes of keys and limits").isEqualTo(before.granted());
        if (request.entry().method().equals("HEAD")) {
            return;
        }
        assertThat(given.headers().get("content-type")).as("%s", given).isEqualTo("application/problem+json");
        JsonNode problem = Json.parse(given.body());
        ErrorCode code = ErrorCode.ofCode(problem.path("code").asText())
                .orElseThrow(() -> new AssertionError("an unknown code in " + given));
        assertThat(code.httpStatus()).as("%s", given).isEqualTo(given.status()).isEqualTo(problem.path("status").asInt());
        assertThat(problem.path("message").asText()).isNotBlank().doesNotContain("Exception", "java.");
        assertThat(problem.path("correlation_id").asText()).isNotEmpty();
        if (!THE_WORKERS.contains(code) && !request.entry().path().equals("/v1/files")) {
            assertThat(after.asked()).as("calls of the worker, of %s", given).isEqualTo(before.asked());
        }
    }

    void isAlive() {
        assertThat(gateway.postJson("/v1/infer", INFERENCE).statusCode()).as("the next good request").isEqualTo(200);
    }

    @Override
    public void close() {
        gateway.afterAll(null);
    }
}
