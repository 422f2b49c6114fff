package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.testing.Eventually;
import java.util.HashSet;
import java.util.Set;

/** What has to be true of a job when all is well again: it ends, and each of its rows has its one line, the right one. */
final class JobAudit {

    private static final Set<String> ENDED = Set.of("completed", "cancelled", "failed", "expired");

    private final SubmittedJob job;
    private final Set<Integer> numbers = new HashSet<>();

    JobAudit(SubmittedJob job) {
        this.job = job;
    }

    void check() {
        Eventually.passes(() -> {
            JsonNode document = job.document().orElseThrow(() -> new AssertionError(job + " cannot be read"));
            assertThat(document.path("status").asText()).as(document::toString).isIn(ENDED);
        });
        JsonNode document = job.document().orElseThrow();
        assertThat(document.path("status").asText()).as(document::toString)
                .isIn(job.cancelled ? Set.of("cancelled", "completed") : Set.of("completed"));
        int results = check("results", true);
        int errors = check("errors", false);
        int rows = job.rows.rows().size();
        JsonNode counts = document.path("request_counts");
        assertThat(counts.path("completed").asInt()).as(document::toString).isEqualTo(results);
        assertThat(counts.path("failed").asInt()).as(document::toString).isEqualTo(errors);
        assertThat(counts.path("total").asInt()).as(document::toString).isEqualTo(rows);
        assertThat(numbers).as("lines of %s", job).hasSize(rows);
    }

    private int check(String kind, boolean results) {
        String text = job.lines(kind).text();
        assertThat(text.isEmpty() || text.endsWith("\n")).as("the %s of %s end with a line", kind, job).isTrue();
        int lines = 0;
        for (String line : text.lines().toList()) {
            JsonNode found = RestCalls.parse(line);
            String id = found.path("id").asText();
            assertThat(id).as(line).startsWith(job.id() + "-");
            int number = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
            assertThat(numbers.add(number)).as("line %s of %s comes once: %s", number, job, line).isTrue();
            assertThat(number).as(line).isBetween(1, job.rows.rows().size());
            JobRows.Row row = job.rows.rows().get(number - 1);
            assertThat(found.path("custom_id").asText(null)).as("%s for %s", line, row.line()).isEqualTo(row.customId().orElse(null));
            if (results) {
                checkResult(line, found, row);
            } else {
                checkError(line, found, row, number);
            }
            lines++;
        }
        return lines;
    }

    private static void checkResult(String line, JsonNode found, JobRows.Row row) {
        assertThat(found.path("response").path("status_code").asInt()).as(line).isEqualTo(200);
        assertThat(found.path("response").path("body").path("classification").path(0).path("label").asText()).as(line)
                .isEqualTo(row.digit().orElse("an error for " + row.line()));
        assertThat(found.path("error").isNull()).as(line).isTrue();
    }

    private void checkError(String line, JsonNode found, JobRows.Row row, int number) {
        assertThat(found.path("error").path("line").asInt()).as(line).isEqualTo(number);
        if (row.digit().isPresent()) {
            assertThat(job.cancelled).as("a good row failed in %s: %s", job, line).isTrue();
            assertThat(found.path("error").path("code").asText()).as(line).isEqualTo("batch_cancelled");
        }
    }
}
