package io.outrigger.cli.console;

import java.util.Locale;

/** Numbers as people read them. */
public final class Quantities {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    private static final int STEP = 1_024;
    private static final int SMALL_RATE = 10;

    private Quantities() {
    }

    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A rate: one digit behind the point where it is small. */
    public static String rate(double perSecond) {
        return perSecond < SMALL_RATE ? String.format(Locale.ROOT, "%.1f", perSecond) : count(Math.round(perSecond));
    }

    public static String bytes(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= STEP && unit < UNITS.length - 1) {
            size /= STEP;
            unit++;
        }
        return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
    }
}
