package io.outrigger.backends;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** The folder in a server's directory that holds its programs: unpacked once, whole or not at all, and anew where they are others. */
final class ProgramFolder {
    /** Unpacks the programs into a folder that is not there yet. */
    interface Unpacking {
        void into(Path folder) throws IOException;
    }

    private ProgramFolder() {
    }

    /** @param bytes the size of what is packed, which is its version */
    static Path openOrUnpack(Path directory, long bytes, Unpacking unpacking) throws IOException {
        Path folder = directory.resolve("programs-" + bytes);
        if (!Files.isDirectory(folder)) {
            deleteOlder(directory);
            Path partial = directory.resolve("programs.partial");
            unpacking.into(partial);
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return folder;
    }

    private static void deleteOlder(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            entries.filter(entry -> entry.getFileName().toString().startsWith("programs")).forEach(OwnerOnly::deleteTree);
        }
    }
}
