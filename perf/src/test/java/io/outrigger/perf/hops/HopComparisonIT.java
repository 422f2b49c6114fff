package io.outrigger.perf.hops;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.perf.study.StudyOptions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HopComparisonIT {
    private static final Pattern ROW =
            Pattern.compile("\\| 4 callers \\| bare forwarder \\| \\d+ \\| (\\d+) \\| 1\\.00 \\(1\\.00–1\\.00\\) \\|");

    /** Whatever the machine, the forwarder costs as much as itself, and something. */
    @Test
    void theForwarderForwardsAndItsProcessorTimeIsMeasured() throws Exception {
        var study = new HopComparison();
        String report = study.run(StudyOptions.parse(study, List.of("--jars", "", "--callers", "4", "--slice", "1", "--rounds", "2",
                "--warmup", "3", "--picture", "../models/sample-classifier/pictures/7-1.png")), progress -> { }).markdown();
        var row = ROW.matcher(report);
        assertThat(row.find()).as(report).isTrue();
        assertThat(Integer.parseInt(row.group(1))).isPositive();
    }
}
