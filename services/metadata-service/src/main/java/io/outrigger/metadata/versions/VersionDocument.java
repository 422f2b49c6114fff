package io.outrigger.metadata.versions;

import io.outrigger.chassis.json.Json;
import io.outrigger.metadata.signatures.AdapterDocument;
import io.outrigger.metadata.signatures.SignatureDocument;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Model;
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.Version;
import io.outrigger.registry.VersionNumber;
import java.util.List;
import java.util.Optional;

/**
 * A version as it is answered.
 *
 * @param notices what its registrant should know; only in the answer to a registration
 */
record VersionDocument(
        String model, String version, String framework, String artifactSha256, SignatureDocument signature, AdapterDocument adapter,
        List<String> fleets, Served servedAs, List<String> aliases, String createdAt, List<String> notices) {

    record Served(String model, String version) {

        static Served of(ServedAs served) {
            return new Served(served.model(), VersionNumber.text(served.version()));
        }
    }

    static VersionDocument of(Model model, Version version) {
        return of(model, version, List.of());
    }

    static VersionDocument of(Model model, Version version, List<String> notices) {
        return new VersionDocument(
                model.name(),
                version.text(),
                version.framework(),
                version.artifactSha256().orElse(null),
                SignatureDocument.of(version.signature()),
                Optional.of(version.adapter()).filter(adapter -> !adapter.equals(Adapter.NONE)).map(AdapterDocument::of).orElse(null),
                version.fleets(),
                version.servedAs().map(Served::of).orElse(null),
                model.aliases().values().stream().filter(alias -> alias.version() == version.number()).map(Alias::name).toList(),
                version.createdAt().toString(),
                Json.unless(List.of(), notices));
    }
}
