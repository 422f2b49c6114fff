package io.outrigger.batchworker.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ids of what a job has answered, there and back. */
class FileIdsTest {

    private static final String JOB = "batch_0123456789abcdef0123456789abcdef";

    @Test
    void theIdsNameTheirJob() {
        assertThat(FileIds.output(JOB)).isEqualTo("file-0123456789abcdef0123456789abcdef-output");
        assertThat(FileIds.jobLines(FileIds.output(JOB))).contains(new FileIds.JobLines(JOB, false));
        assertThat(FileIds.jobLines(FileIds.errors(JOB))).contains(new FileIds.JobLines(JOB, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "file-0123456789abcdef0123456789abcdef", "file-0123456789ABCDEF0123456789abcdef-output", "file-0123-output", "", "-output",
        "file-0123456789abcdef0123456789abcdef-other", "file-0123456789abcdef0123456789abcdef-output\n"
    })
    void otherIdsAreNoJobs(String id) {
        assertThat(FileIds.jobLines(id)).isEmpty();
    }
}
