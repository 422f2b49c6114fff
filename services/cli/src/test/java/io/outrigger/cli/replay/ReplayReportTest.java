package io.outrigger.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayReportTest {

    private static final Tolerance TOLERANCE = new Tolerance(1e-4);
    private static final ReplayLimits ANYTHING = new ReplayLimits(1, 1, 1);

    private final ReplayReport report = new ReplayReport();

    @Test
    void rowsLabelsAndOutputsAreCounted() {
        report.add(RowDifference.of(answer(0.5, "7"), answer(0.5, "7"), TOLERANCE));
        report.add(RowDifference.of(answer(0.5, "7"), answer(0.75, "9"), TOLERANCE));
        report.add(RowDifference.of(answer(0.5, "7"), answer(0.6, "9"), TOLERANCE));
        report.add(RowDifference.of(answer(0.5, "4"), answer(0.5, ""), TOLERANCE));
        report.add(RowDifference.of(answer(0.5, ""), answer(0.5, ""), TOLERANCE));
        report.failed();
        report.unanswered();
        report.answeredByItself();

        assertThat(report.json()).hasToString("""
                {"rows":{"compared":6,"differing":4,"share_differing":0.6666666666666666,"failed":1,"answered_by_itself":1,\
                "without_answer":1},"labels":{"compared":4,"changed":3,"share_changed":0.75,"changes":[{"from":"7","to":"9","rows":2},\
                {"from":"4","to":"","rows":1}]},"outputs":[{"name":"y","differing":2,"incomparable":0,"largest_difference":0.25}]}""");
        assertThat(ReportText.lines(report, TOLERANCE)).containsExactly(
                "Rows that differ     4 of 6  66.67 %  beyond 1.0E-4",
                "Labels that changed  3 of 4  75.00 %",
                "Rows that failed     1 of 6",
                "",
                "OUTPUT  ROWS THAT DIFFER  LARGEST DIFFERENCE  INCOMPARABLE",
                "y                      2            0.250000             0",
                "",
                "LABEL  BECAME  ROWS",
                "    7  9          2",
                "    4  none       1");
    }

    @Test
    void anOutputThatWasNotAskedForIsNotMissed() {
        RowAnswer more = new RowAnswer("v2", Map.of("y", output(0.5), "z", output(1)), "");
        assertThat(RowDifference.of(answer(0.5, ""), more, TOLERANCE).differs()).isFalse();
        assertThat(RowDifference.of(more, answer(0.5, ""), TOLERANCE).differs()).isTrue();
    }

    @Test
    void limitsAreWhatMayBe() {
        assertThat(ANYTHING.violation(report)).contains("Only 0 rows could be compared, and 1 are wanted.");
        for (int i = 0; i < 9; i++) {
            report.add(RowDifference.of(answer(0.5, "7"), answer(0.5, "7"), TOLERANCE));
        }
        report.add(RowDifference.of(answer(0.5, "7"), answer(0.5, "9"), TOLERANCE));

        assertThat(ANYTHING.violation(report)).isEmpty();
        assertThat(new ReplayLimits(0.1, 0.1, 10).violation(report)).isEmpty();
        assertThat(new ReplayLimits(0.099, 1, 1).violation(report)).contains("10.00 % of the rows differ, and 9.90 % may.");
        assertThat(new ReplayLimits(1, 0, 1).violation(report)).contains("10.00 % of the labels changed, and 0.00 % may.");
        assertThat(new ReplayLimits(1, 1, 11).violation(report)).isPresent();
    }

    private static RowAnswer answer(double value, String label) {
        return new RowAnswer("v1", Map.of("y", output(value)), label);
    }

    private static OutputTensor output(double value) {
        return new OutputTensor("y", List.of(1L), new double[] {value}, List.of());
    }
}
