package io.outrigger.local.telemetry;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a gateway has spent on inferences of the sample: each step by its name, and {@code total}. */
final class Seconds {

    private static final Pattern PHASE = Pattern.compile(
            "inference_phase_duration_seconds_sum\\{model=\"sample-classifier\",phase=\"(\\w+)\"[^}]*} (\\S+)");
    private static final Pattern TOTAL = Pattern.compile(
            "inference_request_duration_seconds_sum\\{model=\"sample-classifier\"()[^}]*} (\\S+)");

    private Seconds() {
    }

    static Map<String, Double> of(String metrics) {
        Map<String, Double> spent = new TreeMap<>();
        PHASE.matcher(metrics).results().forEach(found -> add(spent, found.group(1), found));
        TOTAL.matcher(metrics).results().forEach(found -> add(spent, "total", found));
        return spent;
    }

    static Map<String, Double> between(Map<String, Double> before, Map<String, Double> after) {
        Map<String, Double> spent = new TreeMap<>(after);
        before.forEach((name, seconds) -> spent.merge(name, -seconds, Double::sum));
        return spent;
    }

    private static void add(Map<String, Double> spent, String name, MatchResult found) {
        spent.merge(name, Double.parseDouble(found.group(2)), Double::sum);
    }
}
