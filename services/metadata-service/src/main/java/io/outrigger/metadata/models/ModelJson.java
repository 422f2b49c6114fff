package io.outrigger.metadata.models;

import io.outrigger.metadata.rest.JsonObject;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Model;
import io.outrigger.registry.Strategy;
import io.outrigger.registry.VersionNumber;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Models as JSON: their own part, with versions and aliases by name only. */
public final class ModelJson {

    private static final int DESCRIPTION_CHARACTERS_MAX = 2_000;

    private ModelJson() {
    }

    static Map<String, Object> write(Model model) {
        Map<String, Object> aliases = new LinkedHashMap<>();
        for (Alias alias : model.aliases().values()) {
            aliases.put(alias.name(), VersionNumber.text(alias.version()));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", model.name());
        json.put("description", model.description());
        json.put("default_alias", model.defaultAlias());
        json.put("strategy", model.strategy().text());
        json.put("versions", model.versions().keySet().stream().map(VersionNumber::text).toList());
        json.put("aliases", aliases);
        return json;
    }

    static Models.Change readChange(JsonObject json) {
        var change = new Models.Change(description(json), strategy(json), json.text("default_alias", 100));
        json.refuseOthers();
        return change;
    }

    public static Optional<String> description(JsonObject json) {
        return json.text("description", DESCRIPTION_CHARACTERS_MAX);
    }

    public static Optional<Strategy> strategy(JsonObject json) {
        return json.choice("strategy", Arrays.stream(Strategy.values()).map(Strategy::text).toList(), Strategy::ofText);
    }
}
