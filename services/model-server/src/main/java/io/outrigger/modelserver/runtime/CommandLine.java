package io.outrigger.modelserver.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The length of this process's command line, which ONNX Runtime 1.29 copies into a buffer that is too small for a long one: the
 * process then dies of a segmentation fault when the first model is loaded, and nothing says why.
 */
public final class CommandLine {

    /** Measured on Linux: 3950 bytes are fine, 4000 are not. */
    private static final int BYTES_MAX = 3_950;
    private static final Path OWN = Path.of("/proc/self/cmdline");

    private CommandLine() {
    }

    /** Refuses to go on where the runtime would crash. */
    public static void check() {
        check(OWN);
    }

    static void check(Path commandLine) {
        int bytes;
        try {
            bytes = Files.exists(commandLine) ? Files.readAllBytes(commandLine).length : 0;
        } catch (IOException unreadable) {
            return;
        }
        if (bytes > BYTES_MAX) {
            throw new IllegalStateException("the command line has " + bytes + " bytes, and ONNX Runtime crashes where it has more than "
                    + BYTES_MAX + ". Start the server with java -jar, or put the class path into an argument file (java @file)");
        }
    }
}
