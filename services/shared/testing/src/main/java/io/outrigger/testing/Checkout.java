package io.outrigger.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checked-out repository, somewhere inside of which Maven runs a module's tests. */
public final class Checkout {
    public static final Path ROOT = root();

    private Checkout() {
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve(".mvn"))) {
            here = here.getParent();
        }
        return here;
    }
}
