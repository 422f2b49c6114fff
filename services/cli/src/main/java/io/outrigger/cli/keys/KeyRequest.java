package io.outrigger.cli.keys;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.cli.console.Durations;
import java.util.List;

/** The key that is asked for; what was not given is left to the platform. */
record KeyRequest(
        String name, List<String> scopes, List<String> models, String tenant, String expiresIn, Long requestsPerMinute, Long burst,
        Long rowsPerMinute) {

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", name);
        add(json.putArray("scopes"), scopes);
        if (models != null) {
            add(json.putArray("models"), models);
        }
        if (tenant != null) {
            json.put("tenant", tenant);
        }
        ObjectNode limits = limits();
        if (!limits.isEmpty()) {
            json.set("limits", limits);
        }
        if (expiresIn != null) {
            json.put("expires_in_s", Durations.ofOption("--expires-in", expiresIn));
        }
        return json;
    }

    private ObjectNode limits() {
        ObjectNode limits = JsonNodeFactory.instance.objectNode();
        put(limits, "requests_per_minute", requestsPerMinute);
        put(limits, "burst", burst);
        put(limits, "rows_per_minute", rowsPerMinute);
        return limits;
    }

    private static void put(ObjectNode json, String name, Long value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static void add(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
