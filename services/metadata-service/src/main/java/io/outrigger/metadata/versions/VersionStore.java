package io.outrigger.metadata.versions;

import io.outrigger.metadata.storage.StoredForm;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.Version;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;

/** Rows of versions; {@link io.outrigger.metadata.models.ModelStore} reads them. */
public final class VersionStore {

    void insert(Handle handle, String model, Version version) {
        handle.createUpdate("""
                        INSERT INTO versions
                        (model, number, framework, artifact_sha256, signature, adapter, created_at, served_model, served_version) VALUES
                        (:model, :number, :framework, :sha256, CAST(:signature AS jsonb), CAST(:adapter AS jsonb), :createdAt,
                         :servedModel, :servedVersion)""")
                .bind("model", model)
                .bind("number", version.number())
                .bind("framework", version.framework())
                .bind("sha256", version.artifactSha256().orElse(null))
                .bind("signature", StoredForm.write(version.signature()))
                .bind("adapter", StoredForm.write(version.adapter()))
                .bind("createdAt", OffsetDateTime.ofInstant(version.createdAt(), ZoneOffset.UTC))
                .bind("servedModel", version.servedAs().map(ServedAs::model).orElse(null))
                .bind("servedVersion", version.servedAs().map(ServedAs::version).orElse(null))
                .execute();
        for (String fleet : version.fleets()) {
            handle.createUpdate("INSERT INTO version_fleets VALUES (:model, :number, :fleet)")
                    .bind("model", model)
                    .bind("number", version.number())
                    .bind("fleet", fleet)
                    .execute();
        }
    }

    /** Gives a version its adapter. */
    void setAdapter(Handle handle, String model, long number, Adapter adapter) {
        handle.createUpdate("UPDATE versions SET adapter = CAST(:adapter AS jsonb) WHERE model = :model AND number = :number")
                .bind("adapter", StoredForm.write(adapter))
                .bind("model", model)
                .bind("number", number)
                .execute();
    }

    /** Deletes a version and keeps its number from being used again. */
    void retire(Handle handle, String model, long number) {
        handle.createUpdate("INSERT INTO retired_versions VALUES (:model, :number)").bind("model", model).bind("number", number).execute();
        handle.createUpdate("DELETE FROM versions WHERE model = :model AND number = :number")
                .bind("model", model)
                .bind("number", number)
                .execute();
    }

    boolean isRetired(Handle handle, String model, long number) {
        return handle.createQuery("SELECT count(*) FROM retired_versions WHERE model = :model AND number = :number")
                .bind("model", model)
                .bind("number", number)
                .mapTo(Long.class)
                .one() > 0;
    }
}
