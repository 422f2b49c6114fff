package io.outrigger.batchworker.queue;

import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.errors.Quote;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** A file of properties that a setting may name, as Kafka's own tools take one. */
final class PropertiesFile {

    private PropertiesFile() {
    }

    /** What it says, or nothing where none is named. */
    static Map<String, String> from(Settings settings, String name, String what) {
        return settings.optional(name, what).map(file -> read(settings, name, file)).orElse(Map.of());
    }

    private static Map<String, String> read(Settings settings, String name, String file) {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            String why = e instanceof InvalidPathException || e instanceof IOException
                    ? "there is none that can be read" : "it cannot be parsed";
            settings.reject(name + ": expected a file of properties at " + Quote.of(file) + ", but " + why + ".");
        }
        return properties.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, properties::getProperty));
    }
}
