package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.client.FileForm;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A job that somebody wants done whatever happens: it is submitted under one key until the platform has said that it has it. */
final class SubmittedJob {

    private static final Duration UPLOAD_PATIENCE = Duration.ofSeconds(20);
    private static final long REST_NS = 150_000_000;

    final JobRows rows;
    final boolean cancelled;
    private final RestClient gateway;
    private final String key = UUID.randomUUID().toString();
    private volatile String id = "";

    /** @param gateway with a token that may */
    SubmittedJob(RestClient gateway, JobRows rows, boolean cancelled) {
        this.gateway = gateway;
        this.rows = rows;
        this.cancelled = cancelled;
    }

    /** The same job, as another gateway has it. */
    SubmittedJob by(RestClient other) {
        SubmittedJob same = new SubmittedJob(other, rows, cancelled);
        same.id = id;
        return same;
    }

    /** Empty until it is accepted. */
    String id() {
        return id;
    }

    /** Submits it with its rows, until it is accepted and then as long as it is to be submitted again; all answers name one job. */
    void submitInline(BooleanSupplier again) {
        String body = """
                {"model":"sample-classifier","version":"v2","inputs":%s}""".formatted(rows.inline());
        submit(body, again);
    }

    /** Uploads a file until that is accepted, and submits it. */
    void submitFile(BooleanSupplier again) {
        RestAnswer uploaded = untilItSucceeds(() -> gateway.upload("/v1/files",
                FileForm.of(Map.of("purpose", "batch"), "rows.jsonl", () -> new ByteArrayInputStream(rows.file())), UPLOAD_PATIENCE));
        submit("""
                {"model":"sample-classifier","version":"v2","input_file_id":"%s"}""".formatted(uploaded.json().path("id").asText()), again);
    }

    private void submit(String body, BooleanSupplier again) {
        do {
            RestAnswer answer = untilItSucceeds(() -> gateway.post("/v1/batch", body, "Idempotency-Key", key));
            String found = answer.json().path("id").asText();
            assertThat(id.isEmpty() || id.equals(found)).as("one key, one job: %s and %s", id, found).isTrue();
            id = found;
            LockSupport.parkNanos(REST_NS);
        } while (again.getAsBoolean());
    }

    void cancel() {
        untilItSucceeds(() -> gateway.post("/v1/jobs/" + id + "/cancel", ""));
    }

    /** The job as the gateway tells of it; empty where it does not answer now. */
    Optional<JsonNode> document() {
        return once(() -> gateway.get("/v1/jobs/" + id)).filter(RestAnswer::succeeded).map(RestAnswer::json);
    }

    /** All its lines, of one kind. */
    RestAnswer lines(String kind) {
        return untilItSucceeds(() -> gateway.get("/v1/jobs/" + id + "/" + kind));
    }

    private interface Call {
        RestAnswer make() throws IOException;
    }

    /** What is refused for good fails the test; everything else is tried again. */
    private static RestAnswer untilItSucceeds(Call call) {
        while (true) {
            Optional<RestAnswer> answer = once(call);
            if (answer.isPresent() && answer.get().succeeded()) {
                return answer.get();
            }
            answer.ifPresent(refusal -> assertThat(refusal.status()).as(refusal.toString()).isIn(409, 429, 500, 502, 503, 504));
            LockSupport.parkNanos(REST_NS);
        }
    }

    private static Optional<RestAnswer> once(Call call) {
        try {
            return Optional.of(call.make());
        } catch (IOException away) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return id + " of " + rows.rows().size() + " rows" + (cancelled ? ", cancelled" : "");
    }
}
