package io.outrigger.testing.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is built once on a machine and used by every later run. */
public final class UserCache {

    private UserCache() {
    }

    /** The folder of this name, which is made where there is none. */
    public static Path folder(String name) {
        Path folder = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).filter(text -> !text.isEmpty()).map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache")).resolve("outrigger").resolve(name);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
