package io.outrigger.cli.replay;

import io.outrigger.cli.outcome.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that nobody else can read, gone with its files when it is closed. */
final class PrivateFolder implements AutoCloseable {

    private final Path path;

    private PrivateFolder(Path path) {
        this.path = path;
    }

    /** On POSIX temporary folders are their owner's alone; elsewhere they are in the user's own. */
    static PrivateFolder make() {
        try {
            return new PrivateFolder(Files.createTempDirectory("outrigger-replay-"));
        } catch (IOException failed) {
            throw CommandFailure.file("make", "a temporary folder", failed);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> innermostFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : innermostFirst) {
                Files.delete(each);
            }
        } catch (IOException failed) {
            throw CommandFailure.file("delete", path, failed);
        }
    }
}
