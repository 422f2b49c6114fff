package io.outrigger.backends;

import java.io.IOException;
import java.nio.file.Path;

/** A harmless process that waits until it is closed, with an argument by which it may look like one of ours. */
record Stranger(Process process) implements AutoCloseable {
    static Stranger naming(Path argument) throws IOException {
        return new Stranger(new ProcessBuilder("/bin/sh", "-c", "read -r _", argument.toString()).start());
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
