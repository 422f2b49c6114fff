package io.outrigger.local;

import io.outrigger.backends.DirectoryInUseException;
import io.outrigger.backends.StateDirectory;
import io.outrigger.chassis.server.TerminationSignals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntConsumer;

/** One run at a terminal: state directory, log, platform, banner, and the end of it all. */
final class LocalRun {
    private LocalRun() {
    }

    /**
     * Returns when everything is up.
     *
     * @throws StartException with a sentence for the terminal
     */
    static void start(LocalConfig config, Terminal terminal) {
        long started = System.nanoTime();
        Parts parts = new Parts();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> stop(parts, terminal)));
        IntConsumer end = exitCode -> {
            stop(parts, terminal);
            System.exit(exitCode);
        };
        TerminationSignals.onFirst(end);
        if (config.stopsWithParent()) {
            ParentWatch.onEnd(() -> end.accept(0));
        }
        StateDirectory opened = open(config.home(), terminal);
        StateDirectory state = parts.start("state directory", () -> opened);
        if (config.wipe()) {
            state.wipe();
        }
        Path logs = state.subdirectory("logs");
        LogFile.open(logs);
        terminal.say("Outrigger starts, with its state in " + state.path() + (config.wipe() ? ", which was wiped" : ""));
        Platform platform = new Platform(state, config.models(),
                new ServiceSettings(Ports.movedBy(config.portOffset()), config.tuning()), parts, terminal);
        platform.requireFreePorts();
        PlatformAccess access = platform.start();
        Path platformFile = access.write(state);
        Path picture = config.models().resolve("sample-classifier/pictures/7-1.png");
        terminal.say(Banner.text(access, platformFile, logs.resolve("platform.log"), Files.exists(picture) ? picture : null,
                Terminal.seconds(Duration.ofNanos(System.nanoTime() - started))));
    }

    /** Maven returns to the prompt before the program that it started has stopped, so a quick next start finds it stopping. */
    private static StateDirectory open(Path home, Terminal terminal) {
        try {
            return StateDirectory.open(home, Duration.ZERO);
        } catch (DirectoryInUseException e) {
            terminal.say("Another run has the state directory; waiting a little for its end.");
            return StateDirectory.open(home);
        }
    }

    /** Stops everything, before the JVM shuts down where that can be had; called again, there is nothing left. */
    private static void stop(Parts parts, Terminal terminal) {
        long began = System.nanoTime();
        boolean anything = parts.isRunning();
        if (anything) {
            terminal.sayAtEnd("Stopping.");
        }
        parts.close();
        LogFile.close();
        if (anything) {
            terminal.sayAtEnd("Stopped, in " + Terminal.seconds(Duration.ofNanos(System.nanoTime() - began)) + ".");
        }
    }
}
