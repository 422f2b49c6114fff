package io.outrigger.local.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric as services show it.
 *
 * @param labels that its samples have, {@code le} left out
 */
record MetricFamily(String name, String type, String help, Set<String> labels) {

    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:]\\w*)(?:\\{(.*)})? \\S+");
    private static final List<String> SUFFIXES = List.of("", "_bucket", "_count", "_sum");

    /** Reads Prometheus's text format, as version 0.0.4 has it. */
    static Map<String, MetricFamily> read(String text) {
        Map<String, MetricFamily> families = new LinkedHashMap<>();
        Map<String, String> help = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                help.put(words[2], words.length > 3 ? words[3] : "");
            } else if (line.startsWith("# TYPE ")) {
                families.put(words[2], new MetricFamily(words[2], words[3], help.getOrDefault(words[2], ""), new TreeSet<>()));
            } else if (!line.startsWith("#")) {
                addSample(line, families);
            }
        }
        return families;
    }

    private static void addSample(String line, Map<String, MetricFamily> families) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new IllegalArgumentException("no sample: " + line);
        }
        MetricFamily family = SUFFIXES.stream().filter(suffix -> sample.group(1).endsWith(suffix))
                .map(suffix -> families.get(sample.group(1).substring(0, sample.group(1).length() - suffix.length())))
                .filter(found -> found != null).findFirst().orElseThrow(() -> new IllegalArgumentException("of no family: " + line));
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        List<String> found = new ArrayList<>();
        while (label.find()) {
            if (!label.group(1).equals("le")) {
                found.add(label.group(1));
            }
        }
        family.labels.addAll(found);
    }

    MetricFamily with(MetricFamily other) {
        Set<String> all = new TreeSet<>(labels);
        all.addAll(other.labels);
        return new MetricFamily(name, type, help, all);
    }
}
