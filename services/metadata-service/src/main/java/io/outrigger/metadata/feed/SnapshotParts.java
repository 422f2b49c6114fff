package io.outrigger.metadata.feed;

import io.outrigger.proto.registry.v1.Model;
import io.outrigger.proto.registry.v1.Snapshot;
import io.outrigger.proto.registry.v1.WatchResponse;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.FleetMapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Cuts a registry into messages. */
final class SnapshotParts {

    /**
     * As much as lies in the transport for a watcher that reads nothing, so little: there may be hundreds. A model that is larger comes
     * alone, and clients take 4 MiB.
     */
    static final int BYTES_MAX = 64 << 10;

    private SnapshotParts() {
    }

    /** @return at least one part, the last of them with the mark that it is */
    static List<WatchResponse> of(FeedHead head, Collection<Fleet> fleets, Collection<Model> models) {
        List<WatchResponse> parts = new ArrayList<>();
        Snapshot.Builder open = part(head).addAllFleets(fleets.stream().map(FleetMapping::toProto).toList());
        int bytes = 0;
        for (Model model : models) {
            if (bytes > 0 && bytes + model.getSerializedSize() > BYTES_MAX) {
                parts.add(WatchResponse.newBuilder().setSnapshot(open).build());
                open = part(head);
                bytes = 0;
            }
            open.addModels(model);
            bytes += model.getSerializedSize();
        }
        parts.add(WatchResponse.newBuilder().setSnapshot(open.setComplete(true)).build());
        return List.copyOf(parts);
    }

    private static Snapshot.Builder part(FeedHead head) {
        return Snapshot.newBuilder().setRevision(head.revision()).setRegistryId(head.registryId()).setWriteId(head.writeId());
    }
}
