package io.outrigger.chassis.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.OptionalLong;
import org.slf4j.event.KeyValuePair;

/**
 * Lets a warning or an error be said twenty times in ten seconds, and then once more with how many were left out: a fault that every
 * request meets must not fill a disk. Lines about requests are all kept. Named by logback's configuration.
 */
public final class RepeatFilter extends Filter<ILoggingEvent> {

    static final String LEFT_OUT = "repeats_left_out";
    private static final int MOST = 20;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int KINDS_MAX = 1_000;

    private final Repeats repeats = new Repeats(MOST, WINDOW.toNanos(), KINDS_MAX);

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(Level.WARN) || RequestRecorder.LOGGER.equals(event.getLoggerName())) {
            return FilterReply.NEUTRAL;
        }
        OptionalLong leftOut = repeats.admit(event.getLoggerName() + ' ' + event.getMessage(), System.nanoTime());
        if (leftOut.isEmpty()) {
            return FilterReply.DENY;
        }
        if (leftOut.getAsLong() > 0 && event instanceof LoggingEvent line) {
            line.addKeyValuePair(new KeyValuePair(LEFT_OUT, leftOut.getAsLong()));
        }
        return FilterReply.NEUTRAL;
    }
}
