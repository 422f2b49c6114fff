package io.outrigger.metadata.models;

import io.outrigger.metadata.rest.EntityTag;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Model;
import io.outrigger.registry.VersionNumber;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model as it is answered: its own part, with versions and aliases by name only. */
record ModelDocument(
        String name, String description, String defaultAlias, String strategy, String batching, CaptureDocument capture,
        List<String> versions, Map<String, String> aliases) {

    static ModelDocument of(Model model) {
        Map<String, String> aliases = new LinkedHashMap<>();
        for (Alias alias : model.aliases().values()) {
            aliases.put(alias.name(), VersionNumber.text(alias.version()));
        }
        return new ModelDocument(model.name(), model.description(), model.defaultAlias(), model.strategy().text(),
                model.batching().text(), CaptureDocument.of(model.capture()),
                model.versions().keySet().stream().map(VersionNumber::text).toList(), aliases);
    }

    static EntityTag tag(Model model) {
        return EntityTag.of(model.revision(), of(model));
    }
}
