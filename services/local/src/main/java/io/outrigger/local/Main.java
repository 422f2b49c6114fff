package io.outrigger.local;

import io.outrigger.backends.BackendException;
import io.outrigger.chassis.config.ConfigException;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ProcessThreads;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;

/** Starts the platform and stays until it is told to stop: {@code mvn -Pup}. Settings come from the environment. */
public final class Main {
    private Main() {
    }

    /** Exit codes: 0 stopped, 1 could not start, 2 wrong settings. */
    public static void main(String[] arguments) {
        Terminal terminal = new Terminal(System.out, System.err);
        LogFile.silence();
        ProcessThreads.set();
        try {
            Settings settings = new Settings(System.getenv());
            LocalConfig config = LocalConfig.from(settings);
            settings.check();
            LocalRun.start(config, terminal);
            new CountDownLatch(1).await(); // until a signal ends the JVM
        } catch (ConfigException wrong) {
            wrong.errors().forEach(terminal::fail);
            System.exit(2);
        } catch (CancellationException | InterruptedException stopped) {
            // told to stop in the midst of the start: the shutdown hook is at work
        } catch (StartException | BackendException failed) {
            terminal.fail(failed.getMessage());
            System.exit(1);
        } catch (RuntimeException failed) {
            terminal.fail(failed.getMessage() + " (" + failed.getClass().getSimpleName() + "; the log may say more)");
            System.exit(1);
        }
    }
}
