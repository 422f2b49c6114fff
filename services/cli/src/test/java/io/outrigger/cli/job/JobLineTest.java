package io.outrigger.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.outrigger.cli.console.Style;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobLineTest {

    private static final Optional<Duration> LEFT = Optional.of(Duration.ofSeconds(65));
    private static final String TEXT = "45 %  4,500/10,000 rows  3 failed  1,234 rows/s  1 min 05 s left";

    private static ToldJob job(String status, long total, long completed, long failed) {
        return new ToldJob("batch_1", "m", "v1", status, total, completed, failed, 0, Optional.empty(), MissingNode.getInstance());
    }

    private static Style style(int width) {
        return new Style(true, false, false, width);
    }

    @Test
    void theBarTakesWhatTheTextLeaves() {
        ToldJob job = job("in_progress", 10_000, 4_497, 3);
        String line = JobLine.bar(job, 1_234, LEFT, style(80));
        assertThat(line).isEqualTo("#####--------  " + TEXT).hasSize(79);
        assertThat(JobLine.bar(job, 1_234, LEFT, style(200))).startsWith("#".repeat(18) + "-".repeat(22) + "  45 %");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20, 40, 60, 76, 80, 120, 300})
    void aLineIsNeverAsWideAsTheTerminal(int width) {
        assertThat(JobLine.bar(job("in_progress", 10_000, 4_497, 3), 1_234, LEFT, style(width)).length())
                .isLessThan(Math.max(2, width));
        assertThat(JobLine.bar(job("validating", 0, 0, 0), 0, Optional.empty(), style(width)).length())
                .isLessThan(Math.max(2, width));
    }

    @Test
    void whereThereIsNoRoomTheLastPartsGoFirst() {
        assertThat(JobLine.bar(job("in_progress", 10_000, 4_497, 3), 1_234, LEFT, style(40)))
                .isEqualTo("45 %  4,500/10,000 rows  3 failed");
    }

    @Test
    void failuresAreRedAndStandInTheBar() {
        String line = JobLine.bar(job("in_progress", 100, 40, 10), 0, Optional.empty(), new Style(true, true, true, 60));
        assertThat(line).contains("\u001b[31m10 failed\u001b[0m").contains("\u001b[31m━━").contains("\u001b[2m─");
    }

    @Test
    void anEndedJobHasNoTimeLeft() {
        assertThat(JobLine.plain(job("completed", 3, 2, 1), 5, LEFT)).isEqualTo("100 %, 3/3 rows, 1 failed, completed");
        assertThat(JobLine.plain(job("failed", 0, 0, 0), 0, Optional.empty())).isEqualTo("failed");
    }

    @Test
    void whileRowsAreCountedItSaysSo() {
        assertThat(JobLine.plain(job("validating", 0, 0, 0), 0, Optional.empty())).isEqualTo("validating: the rows are being counted");
    }

    @Test
    void nearlyAllIsNotAll() {
        assertThat(JobLine.plain(job("in_progress", 1_000_000, 999_999, 0), 0, Optional.empty())).startsWith("99 %");
    }

    @Test
    void thePaceIsThatOfTheLastSeconds() {
        Pace pace = new Pace();
        ToldJob job = job("in_progress", 1_000, 700, 0);
        assertThat(pace.rowsPerSecond(job)).isZero();
        pace.saw(0, 0);
        assertThat(pace.rowsPerSecond(job)).isZero();
        pace.saw(Duration.ofSeconds(10).toNanos(), 500);
        assertThat(pace.rowsPerSecond(job)).isEqualTo(50);
        pace.saw(Duration.ofSeconds(12).toNanos(), 700);
        assertThat(pace.rowsPerSecond(job)).as("the first is too long ago").isEqualTo(100);
        assertThat(pace.left(job)).contains(Duration.ofSeconds(3));
    }

    @Test
    void whatTheGatewaySaysOfThePaceCounts() {
        ToldJob told = new ToldJob("b", "", "", "in_progress", 1_000, 700, 0, 30, LEFT, MissingNode.getInstance());
        assertThat(new Pace().rowsPerSecond(told)).isEqualTo(30);
        assertThat(new Pace().left(told)).isEqualTo(LEFT);
    }
}
