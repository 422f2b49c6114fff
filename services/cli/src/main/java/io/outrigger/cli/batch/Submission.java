package io.outrigger.cli.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.cli.console.Durations;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is asked of the gateway, but for the rows; what was not given is left to the platform. */
record Submission(
        String model, String version, Priority priority, String window, Double errorBudget, Integer concurrency, String keep,
        String webhook, Map<String, String> metadata) {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;

    enum Priority { low, normal, high }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "model", model);
        put(json, "version", version);
        put(json, "priority", priority == null ? null : priority.name());
        put(json, "completion_window", window == null ? null : wire(Durations.ofOption("--window", window)));
        if (errorBudget != null) {
            json.put("error_budget", errorBudget);
        }
        if (concurrency != null) {
            json.put("concurrency", concurrency);
        }
        if (keep != null) {
            json.putObject("output_expires_after").put("anchor", "created_at").put("seconds", Durations.ofOption("--keep", keep));
        }
        if (webhook != null) {
            json.putObject("webhook").put("url", webhook);
        }
        if (metadata != null) {
            ObjectNode pairs = json.putObject("metadata");
            new TreeMap<>(metadata).forEach(pairs::put);
        }
        return json;
    }

    private static void put(ObjectNode json, String name, String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    /** As the gateway writes it: in the largest unit of h, m and s that is whole. */
    private static String wire(long seconds) {
        long unit = seconds % HOUR == 0 ? HOUR : seconds % MINUTE == 0 ? MINUTE : 1;
        return String.format(Locale.ROOT, "%d%s", seconds / unit, unit == HOUR ? "h" : unit == MINUTE ? "m" : "s");
    }
}
