package io.outrigger.perf.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** The {@code NAME=value} lines that a running platform leaves for programs like this one. */
public record PlatformFile(Path path, Map<String, String> values) {

    public static PlatformFile read(Path path) throws IOException {
        try (var lines = Files.lines(path)) {
            return new PlatformFile(path, lines.filter(line -> line.contains("=")).map(line -> line.split("=", 2))
                    .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1])));
        } catch (NoSuchFileException e) {
            throw new IOException("There is no " + path + ": start the platform with mvn -Pup, or name its file by --platform.", e);
        }
    }

    public String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(path + " names no " + name + ".");
        }
        return value;
    }
}
