package io.outrigger.chassis.server;

import io.outrigger.chassis.config.ConfigException;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.errors.Quote;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * What every {@code main} does: settings, start, wait for the signal, drain; with exit codes that a supervisor understands
 * (1 could not start, 2 wrong settings or arguments, 3 out of memory, 143 told to stop).
 */
public final class Launcher {

    private Launcher() {
    }

    /** Runs a service until the process is told to stop. */
    public static <C, S extends AutoCloseable> void main(String name, String[] args, Function<Settings, C> config, Function<C, S> start) {
        int exitCode = run(name, args, System.getenv(), config, start, System.out, System.err);
        if (exitCode >= 0) {
            System.exit(exitCode);
        }
    }

    /** Starts the service and returns −1, or the exit code where there is nothing to run. */
    static <C, S extends AutoCloseable> int run(String name, String[] args, Map<String, String> environment,
            Function<Settings, C> config, Function<C, S> start, PrintStream out, PrintStream err) {
        if (args.length > 0) {
            return withArguments(name, args, config, out, err);
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        OutOfMemory.endsTheProcess(err::println);
        ProcessThreads.set();
        Ending ending = new Ending();
        S service;
        try {
            Settings settings = new Settings(environment);
            C checked = config.apply(settings);
            settings.check();
            ending.listen();
            service = start.apply(checked);
        } catch (ConfigException wrong) {
            err.println(name + " cannot start with these settings:");
            wrong.errors().forEach(error -> err.println("  " + error));
            err.println("Run it with --help for the list of settings.");
            return 2;
        } catch (RuntimeException failed) {
            LoggerFactory.getLogger(Launcher.class).debug("start failed", failed);
            err.println(name + " could not start: " + failed.getMessage());
            return 1;
        }
        ending.ofService(service);
        Thread.ofPlatform().name("main-wait").start(Launcher::waitForTheEnd);
        return -1;
    }

    private static <C> int withArguments(String name, String[] args, Function<Settings, C> config, PrintStream out, PrintStream err) {
        if (args.length == 1 && (args[0].equals("--help") || args[0].equals("-h"))) {
            Settings settings = new Settings(Map.of());
            config.apply(settings);
            out.println("Usage: java -jar " + name + ".jar\n\nSettings, read from the environment (name, default, meaning):");
            out.print(settings.help());
            return 0;
        }
        err.println(name + " takes no arguments but --help; found " + Quote.of(String.join(" ", args))
                + ". Settings come from the environment.");
        return 2;
    }

    /** Keeps the JVM running, which otherwise ends with its last thread that is no daemon. */
    private static void waitForTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
