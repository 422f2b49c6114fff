package io.outrigger.cli.replay;

import java.util.Locale;
import java.util.Optional;

/**
 * What a version may differ by.
 *
 * @param shareDifferingMax of the rows; 1 for any
 * @param labelChangesMax of the rows with labels; 1 for any
 * @param rowsMin fewer rows say nothing
 */
record ReplayLimits(double shareDifferingMax, double labelChangesMax, long rowsMin) {

    /** Why the version is not within them; empty where it is. */
    Optional<String> violation(ReplayReport report) {
        if (report.compared() < rowsMin) {
            return Optional.of("Only " + report.compared() + " rows could be compared, and " + rowsMin + " are wanted.");
        }
        if (report.shareDiffering() > shareDifferingMax) {
            return Optional.of(percent(report.shareDiffering()) + " of the rows differ, and " + percent(shareDifferingMax) + " may.");
        }
        if (report.shareRelabelled() > labelChangesMax) {
            return Optional.of(percent(report.shareRelabelled()) + " of the labels changed, and " + percent(labelChangesMax) + " may.");
        }
        return Optional.empty();
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }
}
