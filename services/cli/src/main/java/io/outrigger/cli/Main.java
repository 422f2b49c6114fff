package io.outrigger.cli;

import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Console;
import io.outrigger.cli.console.Style;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Starts the command; the script {@code services/cli/outrigger} starts this. */
public final class Main {
    private Main() {
    }

    /** The script says how wide the terminal is, where standard output is one. */
    public static void main(String[] arguments) {
        Style style = Styles.of(System.getProperty("outrigger.columns", ""), System.getenv(),
                StandardCharsets.UTF_8.equals(System.out.charset()));
        Console terminal = new Console(System.in, System.out, System.err);
        Session session = new Session(terminal, style, System.getenv(), Path.of(""), System::nanoTime,
                duration -> LockSupport.parkNanos(duration.toNanos()));
        System.exit(Outrigger.run(session, arguments));
    }
}
