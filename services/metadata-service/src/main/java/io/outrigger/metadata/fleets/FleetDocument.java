package io.outrigger.metadata.fleets;

import io.outrigger.chassis.json.Json;
import io.outrigger.metadata.rest.EntityTag;
import io.outrigger.registry.Fleet;

/** A fleet as it is answered. */
record FleetDocument(String name, String address, boolean mesh, Integer replicas) {

    static FleetDocument of(Fleet fleet) {
        return new FleetDocument(fleet.name(), Json.unless("", fleet.address()), fleet.mesh(), Json.unless(0, fleet.replicas()));
    }

    static EntityTag tag(Fleet fleet) {
        return EntityTag.of(fleet.revision(), of(fleet));
    }
}
