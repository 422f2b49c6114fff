package io.outrigger.cli;

import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Console;
import io.outrigger.cli.console.Style;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A command that was run in this JVM.
 *
 * @param exitCode what a script would see
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int exitCode, String out, String err) {

    /** Pauses take no time; waiting is the stand-in's affair. */
    static CommandRun of(String url, Path folder, Style style, String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console terminal = new Console(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        Session session = new Session(terminal, style, Map.of("GATEWAY_URL", url, "REGISTRY_URL", url, "TOKEN", "secret-token"), folder,
                () -> 0, duration -> { });
        int exitCode = Outrigger.run(session, arguments);
        return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
