package io.outrigger.cli.replay;

import io.outrigger.cli.job.ToldJob;
import java.util.Map;
import java.util.Optional;

/** Puts a report together: each captured row beside what the version has answered. */
final class Replay {

    private final CapturedRows captured;
    private final Tolerance tolerance;

    Replay(CapturedRows captured, Tolerance tolerance) {
        this.captured = captured;
        this.tolerance = tolerance;
    }

    /** Compares with what was answered when the requests came, or with what {@code otherwise} has for those captured without. */
    ReplayReport againstCaptures(ToldJob job, Map<String, RowAnswer> answers, Map<String, RowAnswer> otherwise) {
        ReplayReport report = new ReplayReport();
        captured.byId().forEach((id, row) -> {
            if (row.version().equals(job.version())) {
                report.answeredByItself();
            } else {
                add(report, row.answer().or(() -> Optional.ofNullable(otherwise.get(id))), answers.get(id));
            }
        });
        return report;
    }

    /** Compares with what another version has answered now. */
    ReplayReport againstBaseline(Map<String, RowAnswer> baseline, Map<String, RowAnswer> answers) {
        ReplayReport report = new ReplayReport();
        captured.byId().keySet().forEach(id -> add(report, Optional.ofNullable(baseline.get(id)), answers.get(id)));
        return report;
    }

    private void add(ReplayReport report, Optional<RowAnswer> expected, RowAnswer found) {
        if (expected.isEmpty()) {
            report.unanswered();
        } else if (found == null) {
            report.failed();
        } else {
            report.add(RowDifference.of(expected.get(), found, tolerance));
        }
    }
}
