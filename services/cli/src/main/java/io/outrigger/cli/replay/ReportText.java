package io.outrigger.cli.replay;

import io.outrigger.cli.console.Quantities;
import io.outrigger.cli.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for people. */
final class ReportText {

    private ReportText() {
    }

    static List<String> lines(ReplayReport report, Tolerance tolerance) {
        Table rows = Table.of("", "of", "share", "")
                .row("Rows that differ", Quantities.count(report.differing()) + " of " + Quantities.count(report.compared()),
                        ReplayLimits.percent(report.shareDiffering()), "beyond " + tolerance.value())
                .row("Labels that changed", Quantities.count(report.relabelled()) + " of " + Quantities.count(report.labelled()),
                        ReplayLimits.percent(report.shareRelabelled()), "")
                .row("Rows that failed", Quantities.count(report.failures()) + " of " + Quantities.count(report.compared()), "", "");
        List<String> lines = new ArrayList<>(rows.lines());
        lines.removeFirst();
        if (!report.outputs().isEmpty()) {
            lines.add("");
            Table outputs = Table.of("OUTPUT", "ROWS THAT DIFFER", "LARGEST DIFFERENCE", "INCOMPARABLE");
            report.outputs().forEach((name, count) -> outputs.row(name, Quantities.count(count.differing()),
                    String.format(Locale.ROOT, "%.6g", count.largest()), Quantities.count(count.incomparable())));
            lines.addAll(outputs.lines());
        }
        if (!report.changes().isEmpty()) {
            lines.add("");
            Table changes = Table.of("LABEL", "BECAME", "ROWS");
            report.changes().forEach(change -> changes.row(change.from(), change.to().isEmpty() ? "none" : change.to(),
                    Quantities.count(change.rows())));
            lines.addAll(changes.lines());
        }
        return lines;
    }
}
