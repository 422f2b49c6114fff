package io.outrigger.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A job as the gateway tells it.
 *
 * @param total rows; 0 while they are not counted
 * @param completed rows with a result
 * @param failed rows with an error
 * @param rowsPerSecond 0 where the gateway cannot tell
 * @param left empty where the gateway cannot tell
 * @param json all of it
 */
public record ToldJob(
        String id, String model, String version, String status, long total, long completed, long failed, double rowsPerSecond,
        Optional<Duration> left, JsonNode json) {
    private static final Set<String> ENDS = Set.of("completed", "failed", "expired", "cancelled");
    private static final String[] END_TIMES = {"completed_at", "failed_at", "expired_at", "cancelled_at"};
    private static final long MS_PER_SECOND = 1_000;

    public static ToldJob of(JsonNode json) {
        JsonNode counts = json.path("request_counts");
        JsonNode left = json.path("seconds_left");
        return new ToldJob(json.path("id").asText(), text(json, "model"), text(json, "version"), json.path("status").asText(),
                counts.path("total").asLong(), counts.path("completed").asLong(), counts.path("failed").asLong(),
                json.path("rows_per_second").asDouble(),
                left.isNumber() ? Optional.of(Duration.ofMillis(Math.round(left.asDouble() * MS_PER_SECOND))) : Optional.empty(), json);
    }

    /** Empty also for null. */
    private static String text(JsonNode json, String name) {
        return json.path(name).isTextual() ? json.path(name).asText() : "";
    }

    public long done() {
        return completed + failed;
    }

    public boolean hasEnded() {
        return ENDS.contains(status);
    }

    public boolean isCompleted() {
        return "completed".equals(status);
    }

    public Optional<Instant> time(String name) {
        return json.path(name).isNumber() ? Optional.of(Instant.ofEpochSecond(json.path(name).asLong())) : Optional.empty();
    }

    /** From its beginning to its end. */
    public Optional<Duration> took() {
        for (String end : END_TIMES) {
            if (time(end).isPresent() && time("created_at").isPresent()) {
                return Optional.of(Duration.between(time("created_at").get(), time(end).get()));
            }
        }
        return Optional.empty();
    }
}
