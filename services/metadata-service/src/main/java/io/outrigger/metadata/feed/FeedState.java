package io.outrigger.metadata.feed;

import io.outrigger.proto.registry.v1.Snapshot;
import io.outrigger.proto.registry.v1.WatchResponse;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.FleetMapping;
import io.outrigger.registry.Model;
import io.outrigger.registry.ModelMapping;
import io.outrigger.registryview.RegistrySnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The registry at one revision with the last changes that led to it.
 *
 * <p>Revisions of the log have no gaps, so a change is found by counting. A change says which model or fleet it was, and what
 * is sent for it is what that is now: a watcher that catches up may see a later state early, and ends with the right one.
 *
 * @param registryId which registry this is
 * @param log the last changes in order; the newest has the snapshot's revision
 */
public record FeedState(String registryId, RegistrySnapshot snapshot, List<Change> log) {

    /** Small enough for a client's usual limit of 4 MiB together with one more model of the largest size. */
    private static final int PART_BYTES_MAX = 512 << 10;

    public FeedState {
        log = List.copyOf(log);
    }

    public long revision() {
        return snapshot.revision();
    }

    /** Whether a watcher at a revision of that registry can be given the changes it has missed. */
    public boolean canResume(String registry, long revision) {
        return registry.equals(registryId) && revision <= revision() && revision >= revision() - log.size() && revision > 0;
    }

    /** The first change after a revision that {@link #canResume}, and that is not the newest. */
    public io.outrigger.proto.registry.v1.Change changeAfter(long revision) {
        Change change = log.get((int) (revision - (revision() - log.size())));
        var message = io.outrigger.proto.registry.v1.Change.newBuilder().setRevision(change.revision());
        switch (change.entity()) {
            case MODEL -> snapshot.model(change.name()).ifPresentOrElse(
                    model -> message.setModelChanged(ModelMapping.toProto(model)), () -> message.setModelDeleted(change.name()));
            case FLEET -> snapshot.fleet(change.name()).ifPresentOrElse(
                    fleet -> message.setFleetChanged(FleetMapping.toProto(fleet)), () -> message.setFleetDeleted(change.name()));
        }
        return message.build();
    }

    /** The whole snapshot in parts that fit a message; fleets in the first. */
    public List<WatchResponse> snapshotParts() {
        List<WatchResponse> parts = new ArrayList<>();
        Snapshot.Builder open = newPart().addAllFleets(snapshot.fleets().values().stream().map(FleetMapping::toProto).toList());
        int bytes = 0;
        for (Model model : snapshot.models().values()) {
            var message = ModelMapping.toProto(model);
            if (bytes > 0 && bytes + message.getSerializedSize() > PART_BYTES_MAX) {
                parts.add(WatchResponse.newBuilder().setSnapshot(open).build());
                open = newPart();
                bytes = 0;
            }
            open.addModels(message);
            bytes += message.getSerializedSize();
        }
        parts.add(WatchResponse.newBuilder().setSnapshot(open.setComplete(true)).build());
        return parts;
    }

    /** This state with the next changes and what they changed; models and fleets that are not given are gone. */
    FeedState with(List<Change> changes, List<Model> models, List<Fleet> fleets, int logMax) {
        Map<String, Model> allModels = new HashMap<>(snapshot.models());
        Map<String, Fleet> allFleets = new HashMap<>(snapshot.fleets());
        for (Change change : changes) {
            switch (change.entity()) {
                case MODEL -> allModels.remove(change.name());
                case FLEET -> allFleets.remove(change.name());
            }
        }
        models.forEach(model -> allModels.put(model.name(), model));
        fleets.forEach(fleet -> allFleets.put(fleet.name(), fleet));
        List<Change> longer = new ArrayList<>(log);
        longer.addAll(changes);
        List<Change> kept = longer.subList(Math.max(0, longer.size() - logMax), longer.size());
        return new FeedState(registryId, new RegistrySnapshot(changes.getLast().revision(), allModels, allFleets), kept);
    }

    private Snapshot.Builder newPart() {
        return Snapshot.newBuilder().setRevision(revision()).setRegistryId(registryId);
    }
}
