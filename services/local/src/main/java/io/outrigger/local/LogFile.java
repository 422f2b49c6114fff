package io.outrigger.local;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where log lines go: nowhere until the state directory is ours, then into its file. */
final class LogFile {
    private LogFile() {
    }

    /** Nothing is logged for now: the terminal is not the place, and there is no other yet. To be called before anybody has a logger. */
    static void silence() {
        System.setProperty("logback.configurationFile", "logback-silent.xml");
    }

    /** Logs into {@code platform.log} in the directory from now on. */
    static void open(Path directory) {
        configure(context(), directory);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    static void configure(LoggerContext context, Path directory) {
        context.reset();
        context.putProperty("LOG_DIRECTORY", directory.toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        URL configuration = LogFile.class.getResource("/logback-platform.xml");
        try {
            configurator.doConfigure(configuration);
        } catch (JoranException e) {
            throw new StartException("The log in " + directory + " cannot be opened (" + e.getMessage() + ").", e);
        }
    }

    /** Writes what is still queued. */
    static void close() {
        context().stop();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
