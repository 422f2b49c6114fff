package io.outrigger.cli.console;

import java.util.List;

/** What is said when Ctrl-C ends the program while something goes on elsewhere; closed when that is no longer so. */
public final class LastWord implements AutoCloseable {
    private final Thread hook;

    public LastWord(Console terminal, List<String> sentences) {
        this.hook = new Thread(() -> terminal.lastWord(sentences), "last-word");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // it is being said
        }
    }
}
