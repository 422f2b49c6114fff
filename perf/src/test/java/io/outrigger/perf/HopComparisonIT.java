package io.outrigger.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HopComparisonIT {
    private static final Pattern ROW =
            Pattern.compile("\\| 4 callers \\| bare forwarder \\| \\d+ \\| (\\d+) \\| 1\\.00 \\(1\\.00–1\\.00\\) \\|");

    /** Whatever the machine, the forwarder costs as much as itself, and something. */
    @Test
    void theForwarderForwardsAndItsProcessorTimeIsMeasured() throws Exception {
        Options options = Options.parse(List.of("--callers", "4", "--slice", "1", "--rounds", "2", "--warmup", "3"));
        Picture picture = Picture.read(Path.of("../models/sample-classifier/pictures/7-1.png"));
        String report = new HopComparison(options, picture, progress -> { }).run();
        var row = ROW.matcher(report);
        assertThat(row.find()).as(report).isTrue();
        assertThat(Integer.parseInt(row.group(1))).isPositive();
    }
}
