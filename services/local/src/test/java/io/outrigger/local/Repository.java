package io.outrigger.local;

import io.outrigger.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The checked-out repository: its pictures, and its files. */
public final class Repository {
    public static final Path ROOT = Checkout.ROOT;
    public static final Path PICTURES = ROOT.resolve("models/sample-classifier/pictures");

    private Repository() {
    }

    /** The held-out pictures; the first character of a name is the digit. */
    static List<Path> pictures() {
        try (Stream<Path> files = Files.list(PICTURES)) {
            return files.filter(file -> file.toString().endsWith(".png")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String digit(Path picture) {
        return picture.getFileName().toString().substring(0, 1);
    }

    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void copyTree(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(source.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    static void deleteTree(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
