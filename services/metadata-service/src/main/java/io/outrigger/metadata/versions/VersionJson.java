package io.outrigger.metadata.versions;

import io.outrigger.metadata.signatures.AdapterJson;
import io.outrigger.metadata.signatures.SignatureJson;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Model;
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.Version;
import io.outrigger.registry.VersionNumber;
import java.util.LinkedHashMap;
import java.util.Map;

/** Versions as JSON. */
final class VersionJson {

    private VersionJson() {
    }

    static Map<String, Object> write(Model model, Version version) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", model.name());
        json.put("version", version.text());
        json.put("framework", version.framework());
        version.artifactSha256().ifPresent(digest -> json.put("artifact_sha256", digest));
        json.put("signature", SignatureJson.write(version.signature()));
        if (!version.adapter().equals(Adapter.NONE)) {
            json.put("adapter", AdapterJson.write(version.adapter()));
        }
        json.put("fleets", version.fleets());
        version.servedAs().ifPresent(served -> json.put("served_as", write(served)));
        json.put("aliases", model.aliases().values().stream()
                .filter(alias -> alias.version() == version.number())
                .map(Alias::name)
                .toList());
        json.put("created_at", version.createdAt().toString());
        return json;
    }

    private static Map<String, Object> write(ServedAs served) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", served.model());
        json.put("version", VersionNumber.text(served.version()));
        return json;
    }
}
