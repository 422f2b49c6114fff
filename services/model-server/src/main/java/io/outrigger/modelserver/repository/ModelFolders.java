package io.outrigger.modelserver.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folders under the repository's root that are models: with a config.pbtxt or a numbered folder in them, or with an ONNX file where
 * none belongs, so that somebody is told.
 */
final class ModelFolders {

    private final Path root;

    ModelFolders(Path root) {
        this.root = root;
    }

    /** The models' names, sorted. */
    List<String> list() {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory)
                    .filter(folder -> Files.exists(folder.resolve(ConfigFile.NAME)) || !versions(folder).isEmpty()
                            || FolderMishap.isLikely(folder))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private UncheckedIOException unreadable(IOException e) {
        return new UncheckedIOException("the model repository cannot be read: " + root, e);
    }

    /** Whether there is a folder of this name, a model's or not. */
    boolean exists(String name) {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory).anyMatch(folder -> folder.getFileName().toString().equals(name));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The versions in a model's folder; none where it cannot be read. */
    List<Long> versions(String name) {
        return versions(root.resolve(name));
    }

    private static List<Long> versions(Path folder) {
        try {
            return VersionFolders.list(folder);
        } catch (ModelRefusedException unreadable) {
            return List.of();
        }
    }
}
