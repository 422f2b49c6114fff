package io.outrigger.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What the person at the terminal reads: a line for each part, the banner, one sentence where something failed. */
final class Terminal implements Progress {
    private final PrintStream out;
    private final PrintStream err;
    private volatile boolean failed;

    Terminal(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void up(String part, String details, Duration took) {
        out.printf(Locale.ROOT, "  %-23s %-48s %s%n", part, details, seconds(took));
        out.flush();
    }

    @Override
    public void note(String sentence) {
        say("  note: " + sentence);
    }

    void say(String text) {
        out.println(text);
        out.flush();
    }

    /** Says how the end goes, unless the start failed: then the sentence about that is the last one. */
    void sayAtEnd(String text) {
        if (!failed) {
            say(text);
        }
    }

    void fail(String sentence) {
        failed = true;
        err.println("Outrigger cannot start: " + sentence);
        err.flush();
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
    }
}
