package io.outrigger.metadata.fleets;

import io.outrigger.registry.Fleet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Fleets in the database. */
public final class FleetStore {

    private static final String FLEETS = "SELECT name, address, mesh, replicas, revision FROM fleets";

    /** One model's version on a fleet. */
    record Resident(String model, long version) {
    }

    public List<Fleet> all(Handle handle) {
        return handle.createQuery(FLEETS + " ORDER BY name").map((row, context) -> fleet(row)).list();
    }

    public Optional<Fleet> find(Handle handle, String name) {
        return handle.createQuery(FLEETS + " WHERE name = :name")
                .bind("name", name)
                .map((row, context) -> fleet(row))
                .findOne();
    }

    void put(Handle handle, Fleet fleet) {
        handle.createUpdate("""
                        INSERT INTO fleets (name, address, mesh, replicas, revision) VALUES (:name, :address, :mesh, :replicas, :revision)
                        ON CONFLICT (name) DO UPDATE
                        SET address = :address, mesh = :mesh, replicas = :replicas, revision = :revision""")
                .bind("name", fleet.name())
                .bind("address", fleet.address())
                .bind("mesh", fleet.mesh())
                .bind("replicas", fleet.replicas())
                .bind("revision", fleet.revision())
                .execute();
    }

    void delete(Handle handle, String name) {
        handle.createUpdate("DELETE FROM fleets WHERE name = :name").bind("name", name).execute();
    }

    /** What runs on a fleet, the first few in order. */
    List<Resident> residents(Handle handle, String fleet, int max) {
        return handle.createQuery("SELECT model, number FROM version_fleets WHERE fleet = :fleet ORDER BY model, number LIMIT :max")
                .bind("fleet", fleet)
                .bind("max", max)
                .map((row, context) -> new Resident(row.getString("model"), row.getLong("number")))
                .list();
    }

    private static Fleet fleet(ResultSet row) throws SQLException {
        return new Fleet(
                row.getString("name"), row.getString("address"), row.getBoolean("mesh"), row.getInt("replicas"), row.getLong("revision"));
    }
}
