package io.outrigger.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What one logger of this JVM writes while it is listened to, from INFO on. */
public final class LogLines implements AutoCloseable {

    private final Logger logger;
    private final Level before;
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            Map<String, String> fields = new LinkedHashMap<>();
            if (event.getKeyValuePairs() != null) {
                event.getKeyValuePairs().forEach(pair -> fields.put(pair.key, String.valueOf(pair.value)));
            }
            IThrowableProxy thrown = event.getThrowableProxy();
            lines.add(new Line(event.getFormattedMessage(), fields, thrown == null ? "" : String.valueOf(thrown.getMessage())));
        }
    };

    private LogLines(Logger logger) {
        this.logger = logger;
        this.before = logger.getLevel();
        logger.setLevel(Level.INFO);
        appender.start();
        logger.addAppender(appender);
    }

    /**
     * One line.
     *
     * @param fields as text
     * @param thrown the message of what was thrown; empty where nothing was
     */
    public record Line(String message, Map<String, String> fields, String thrown) {
    }

    public static LogLines of(String logger) {
        return new LogLines((Logger) LoggerFactory.getLogger(logger));
    }

    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** Forgets what has been written. */
    public void clear() {
        lines.clear();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(before);
    }
}
