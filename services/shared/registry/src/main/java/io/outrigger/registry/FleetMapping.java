package io.outrigger.registry;

/** Fleets to and from their messages. */
public final class FleetMapping {

    private FleetMapping() {
    }

    public static io.outrigger.proto.registry.v1.Fleet toProto(Fleet fleet) {
        return io.outrigger.proto.registry.v1.Fleet.newBuilder()
                .setName(fleet.name())
                .setAddress(fleet.address())
                .setMesh(fleet.mesh())
                .setRevision(fleet.revision())
                .setReplicas(fleet.replicas())
                .build();
    }

    public static Fleet fromProto(io.outrigger.proto.registry.v1.Fleet message) {
        return new Fleet(message.getName(), message.getAddress(), message.getMesh(), message.getReplicas(), message.getRevision());
    }
}
