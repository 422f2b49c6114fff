package io.outrigger.perf.study;

import io.outrigger.perf.load.Picture;
import io.outrigger.perf.load.PlatformFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options of a study as they were given, or as they are by default. */
public record StudyOptions(Map<String, String> values) {

    private static final int COUNT_MAX = 100_000_000;

    /** @throws IllegalArgumentException with a sentence that names the option */
    public static StudyOptions parse(Study study, List<String> arguments) {
        Map<String, String> values = new HashMap<>(study.defaults());
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!name.startsWith("--") || !study.defaults().containsKey(name.substring(2))) {
                throw new IllegalArgumentException("There is no option '" + name + "' here.");
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException("The option " + name + " needs a value.");
            }
            values.put(name.substring(2), arguments.get(i + 1));
        }
        return new StudyOptions(Map.copyOf(values));
    }

    public String text(String name) {
        return values.get(name);
    }

    public List<String> list(String name) {
        return Arrays.stream(text(name).split(",")).map(String::strip).filter(word -> !word.isEmpty()).toList();
    }

    public int count(String name) {
        return count(name, text(name));
    }

    public List<Integer> counts(String name) {
        return list(name).stream().map(text -> count(name, text)).toList();
    }

    private static int count(String name, String text) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) > COUNT_MAX) {
            throw new IllegalArgumentException("--" + name + " takes whole numbers up to " + COUNT_MAX + ", found '" + text + "'.");
        }
        return Integer.parseInt(text);
    }

    public Duration seconds(String name) {
        return Duration.ofSeconds(count(name));
    }

    public Picture picture() throws IOException {
        return Picture.read(Path.of(text("picture")));
    }

    public List<PlatformFile> platforms() throws IOException {
        List<PlatformFile> platforms = new ArrayList<>();
        for (String file : list("platform")) {
            platforms.add(PlatformFile.read(Path.of(file)));
        }
        return platforms;
    }
}
