package io.outrigger.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JobEndTest {

    private static ToldJob job(String json) throws IOException {
        return ToldJob.of(new ObjectMapper().readTree(json));
    }

    @Test
    void aCompletedJobSaysWhereItsLinesAre() throws Exception {
        ToldJob job = job("""
                {"id":"batch_1","status":"completed","created_at":100,"completed_at":225,"seconds_left":null,"errors":null,
                 "request_counts":{"total":10000,"completed":9998,"failed":2}}""");
        assertThat(JobEnd.summary(job)).containsExactly(
                "Job batch_1 completed in 2 min 05 s: 9,998 of 10,000 rows have a result, 2 an error.");
        assertThat(JobEnd.where(job)).containsExactly("Results: outrigger jobs results batch_1 --output results.jsonl",
                "Errors:  outrigger jobs results batch_1 --errors", "Again:   outrigger jobs retry batch_1");
    }

    @Test
    void aFailedJobSaysWhy() throws Exception {
        ToldJob job = job("""
                {"id":"batch_1","status":"failed","request_counts":{"total":0,"completed":0,"failed":0},
                 "errors":{"object":"list","data":[{"code":"no_rows","message":"It has\\u001b no rows.","param":null,"line":3}]}}""");
        assertThat(JobEnd.summary(job)).endsWith("  no_rows: It has? no rows. (line 3)");
        assertThat(JobEnd.where(job)).isEmpty();
    }

    @Test
    void errorsLieBesideTheResults() {
        assertThat(JobEnd.besides(Path.of("a/results.jsonl"))).isEqualTo(Path.of("a/results.errors.jsonl"));
        assertThat(JobEnd.besides(Path.of("results"))).isEqualTo(Path.of("results.errors"));
    }
}
