package io.outrigger.metadata.aliases;

import io.outrigger.metadata.rest.EntityTag;
import io.outrigger.registry.Alias;
import io.outrigger.registry.VersionNumber;

/** An alias as it is answered. */
record AliasDocument(String alias, String version) {

    static AliasDocument of(Alias alias) {
        return new AliasDocument(alias.name(), VersionNumber.text(alias.version()));
    }

    static EntityTag tag(Alias alias) {
        return EntityTag.of(alias.revision(), of(alias));
    }
}
