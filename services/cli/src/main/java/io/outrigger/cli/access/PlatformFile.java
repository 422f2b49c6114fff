package io.outrigger.cli.access;

import io.outrigger.cli.outcome.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The file in which a platform on this machine says its addresses and tokens: lines of NAME=value, as a shell reads them. */
public final class PlatformFile {
    private static final String NAME = "platform.env";
    private static final String HOME = ".outrigger";
    private static final String EXPORT = "export ";

    private PlatformFile() {
    }

    /** What the nearest one says; nothing where there is none. */
    public static Map<String, String> read(Path directory, Map<String, String> environment) {
        return find(directory, environment).map(PlatformFile::content).orElse(Map.of());
    }

    /** That of OUTRIGGER_HOME, or the nearest in the directory and those above it. */
    static Optional<Path> find(Path directory, Map<String, String> environment) {
        String home = environment.getOrDefault("OUTRIGGER_HOME", "");
        if (!home.isEmpty()) {
            return Optional.of(directory.resolve(home).resolve(NAME)).filter(Files::isRegularFile);
        }
        return Stream.iterate(directory.toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve(HOME).resolve(NAME)).filter(Files::isRegularFile).findFirst();
    }

    private static Map<String, String> content(Path file) {
        try {
            return parse(Files.readAllLines(file));
        } catch (IOException failed) {
            throw CommandFailure.file("read", file, failed);
        }
    }

    /** Comments, empty lines and what is no assignment are passed over. */
    static Map<String, String> parse(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        for (String line : lines) {
            String assignment = line.strip().startsWith(EXPORT) ? line.strip().substring(EXPORT.length()) : line.strip();
            int equals = assignment.indexOf('=');
            if (equals > 0 && !assignment.startsWith("#")) {
                values.put(assignment.substring(0, equals).strip(), unquoted(assignment.substring(equals + 1).strip()));
            }
        }
        return values;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && (value.startsWith("\"") || value.startsWith("'")) && value.charAt(0) == value.charAt(
                value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
