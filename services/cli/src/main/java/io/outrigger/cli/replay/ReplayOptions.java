package io.outrigger.cli.replay;

import io.outrigger.cli.outcome.CommandFailure;
import picocli.CommandLine.Option;

/** How a replay is run and judged. */
final class ReplayOptions {

    @Option(names = "--sample", paramLabel = "SHARE", defaultValue = "1", description = "The share of them that is run, 0 to 1")
    private double sample;

    @Option(names = "--tolerance", paramLabel = "T", defaultValue = "1e-4", description = "Numbers that are closer, in relation to "
            + "themselves or to 1, are the same (${DEFAULT-VALUE})")
    private double tolerance;

    @Option(names = "--max-share-differing", paramLabel = "SHARE", defaultValue = "1", description = "Of the rows that may differ, 0 to 1; "
            + "one that fails differs")
    private double shareDifferingMax;

    @Option(names = "--max-label-changes", paramLabel = "SHARE", defaultValue = "1", description = "Of the labels that may change, 0 to 1")
    private double labelChangesMax;

    @Option(names = "--min-rows", paramLabel = "N", defaultValue = "1", description = "Rows that have to be compared (${DEFAULT-VALUE})")
    private long rowsMin;

    @Option(names = "--window", paramLabel = "TIME", defaultValue = "1h", description = "The longest that the job may take "
            + "(${DEFAULT-VALUE})")
    private String window;

    @Option(names = "--keep", description = "Leave the job and its file; otherwise they are deleted")
    private boolean keep;

    ReplayLimits limits() {
        return new ReplayLimits(share("--max-share-differing", shareDifferingMax), share("--max-label-changes", labelChangesMax), rowsMin);
    }

    Tolerance tolerance() {
        if (!(tolerance >= 0)) {
            throw CommandFailure.usage("--tolerance: expected 0 or more, found " + tolerance + ".");
        }
        return new Tolerance(tolerance);
    }

    double sample() {
        return share("--sample", sample);
    }

    String window() {
        return window;
    }

    boolean keep() {
        return keep;
    }

    private static double share(String option, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw CommandFailure.usage(option + ": expected a share from 0 to 1, found " + value + ".");
        }
        return value;
    }
}
