package io.outrigger.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A key as the gateway tells it. */
record ToldKey(JsonNode json) {

    String text(String name) {
        return json.path(name).asText();
    }

    /** Empty where there is none. */
    String time(String name) {
        return instant(name).map(Instant::toString).orElse("");
    }

    String scopes() {
        return joined("scopes");
    }

    String models() {
        return json.path("models").isArray() ? joined("models") : "every model";
    }

    /** What it is for, in a sentence's length. */
    String summary() {
        return text("id") + " '" + text("name") + "' of " + text("tenant") + ": " + scopes() + "; " + models()
                + instant("expires_at").map(end -> "; until " + end).orElse("");
    }

    Optional<Instant> instant(String name) {
        return json.path(name).isNumber() ? Optional.of(Instant.ofEpochSecond(json.path(name).asLong())) : Optional.empty();
    }

    private String joined(String name) {
        List<String> texts = new ArrayList<>();
        json.path(name).forEach(text -> texts.add(text.asText()));
        return String.join(" ", texts);
    }
}
