package io.outrigger.gateway.jobs;

import com.google.protobuf.Duration;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A span of time as callers write it: {@code 24h}, {@code 90m}, {@code 3600s}. */
final class WindowText {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(s|m|h|d)");
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private WindowText() {
    }

    static Duration parse(String text, String field) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The field " + field
                    + " must be a time of more than 0 such as '24h', '90m' or '3600s', or a number of seconds; found "
                    + Quote.of(text) + ".");
        }
        long unit = switch (form.group(2)) {
            case "d" -> DAY;
            case "h" -> HOUR;
            case "m" -> MINUTE;
            default -> 1;
        };
        return seconds(Long.parseLong(form.group(1)) * unit);
    }

    static Duration seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }

    /** In the largest unit from hours down that says it without a fraction. */
    static String write(Duration duration) {
        long seconds = duration.getSeconds();
        if (seconds % HOUR == 0) {
            return seconds / HOUR + "h";
        }
        return seconds % MINUTE == 0 ? seconds / MINUTE + "m" : seconds + "s";
    }
}
