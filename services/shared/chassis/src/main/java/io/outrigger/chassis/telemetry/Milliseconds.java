package io.outrigger.chassis.telemetry;

import java.util.OptionalLong;

/** Times as hops tell them each other, {@code 1.234} for 1,234 microseconds: written and read once a hop, so without a formatter. */
final class Milliseconds {

    private static final int NANOS_PER_MICRO = 1_000;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final int WHOLE_DIGITS_MAX = 9;
    private static final int DECIMALS_MAX = 6;

    private Milliseconds() {
    }

    /** Appends a time, to the nearest microsecond. */
    static void write(StringBuilder text, long nanos) {
        long micros = (nanos + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO;
        int decimals = (int) (micros % NANOS_PER_MICRO);
        text.append(micros / NANOS_PER_MICRO).append('.').append((char) ('0' + decimals / 100))
                .append((char) ('0' + decimals / 10 % 10)).append((char) ('0' + decimals % 10));
    }

    /** Reads one to nine digits, and one to six behind a point where there is one; empty where anything else stands there. */
    static OptionalLong nanos(String text, int from, int to) {
        int at = from;
        long whole = 0;
        while (at < to && isDigit(text.charAt(at))) {
            whole = whole * 10 + text.charAt(at++) - '0';
            if (at - from > WHOLE_DIGITS_MAX) {
                return OptionalLong.empty();
            }
        }
        if (at == from || at < to && (text.charAt(at) != '.' || at + 1 == to || to - at - 1 > DECIMALS_MAX)) {
            return OptionalLong.empty();
        }
        long nanos = whole * NANOS_PER_MILLI;
        for (int unit = NANOS_PER_MILLI / 10, digit = at + 1; digit < to; digit++, unit /= 10) {
            if (!isDigit(text.charAt(digit))) {
                return OptionalLong.empty();
            }
            nanos += (long) (text.charAt(digit) - '0') * unit;
        }
        return OptionalLong.of(nanos);
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
