package io.outrigger.cli.console;

import io.outrigger.cli.outcome.CommandFailure;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write and read them: {@code 90s}, {@code 24h}, {@code 2 min 05 s}. */
public final class Durations {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})\\s*(s|m|min|h|d)");
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;
    private static final int DAY = 24 * HOUR;

    private Durations() {
    }

    /** Seconds of what was written; empty where it is no time. */
    public static OptionalLong seconds(String written) {
        Matcher matcher = WRITTEN.matcher(written.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return OptionalLong.of(count * switch (matcher.group(2)) {
            case "d" -> DAY;
            case "h" -> HOUR;
            case "m", "min" -> MINUTE;
            default -> 1;
        });
    }

    /** Seconds of what was written behind an option. */
    public static long ofOption(String option, String written) {
        return seconds(written).orElseThrow(() -> CommandFailure.usage(
                option + ": expected a time such as 90m, 24h or 7d, found '" + written + "'."));
    }

    /** To read at a glance: the two largest units. */
    public static String text(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / MINUTE, seconds % MINUTE);
        }
        return seconds < DAY
                ? String.format(Locale.ROOT, "%d h %02d min", seconds / HOUR, seconds % HOUR / MINUTE)
                : String.format(Locale.ROOT, "%d d %02d h", seconds / DAY, seconds % DAY / HOUR);
    }
}
