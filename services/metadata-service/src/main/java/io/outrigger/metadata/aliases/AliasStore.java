package io.outrigger.metadata.aliases;

import org.jdbi.v3.core.Handle;

/** Rows of aliases; {@link io.outrigger.metadata.models.ModelStore} reads them. */
public final class AliasStore {

    /** Points an alias at a version, whether or not there is such an alias. */
    public void put(Handle handle, String model, String name, long version, long revision) {
        handle.createUpdate("""
                        INSERT INTO aliases VALUES (:model, :name, :version, :revision)
                        ON CONFLICT (model, name) DO UPDATE SET version = :version, revision = :revision""")
                .bind("model", model)
                .bind("name", name)
                .bind("version", version)
                .bind("revision", revision)
                .execute();
    }

    void delete(Handle handle, String model, String name) {
        handle.createUpdate("DELETE FROM aliases WHERE model = :model AND name = :name")
                .bind("model", model)
                .bind("name", name)
                .execute();
    }
}
