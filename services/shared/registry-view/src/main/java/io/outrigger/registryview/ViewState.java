package io.outrigger.registryview;

import io.outrigger.proto.registry.v1.Change;
import io.outrigger.proto.registry.v1.Snapshot;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.FleetMapping;
import io.outrigger.registry.Model;
import io.outrigger.registry.ModelMapping;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a watcher knows, changed by one event of the stream after the other; no clock and no thread in it.
 *
 * <p>The parts of a snapshot are put together on the side and take the old copy's place when the last has come, so a stream
 * that breaks half-way changes nothing. A model that this service cannot understand (a newer registry) is left out and
 * logged; the others are served. Used by one thread.
 */
final class ViewState {

    private static final Logger LOG = LoggerFactory.getLogger(ViewState.class);

    private RegistrySnapshot snapshot = RegistrySnapshot.EMPTY;
    private boolean loaded;
    private String registryId = "";
    /** Of the write that made the snapshot's revision: by it the registry sees whether the revision is of the history that it has. */
    private String writeId = "";
    private Parts parts = new Parts();

    RegistrySnapshot snapshot() {
        return snapshot;
    }

    /** Which registry the snapshot is of; empty before the first one. */
    String registryId() {
        return registryId;
    }

    /** Whether a whole snapshot has come. */
    boolean loaded() {
        return loaded;
    }

    /** What the next stream asks for; the parts of a snapshot that its predecessor left unfinished are dropped. */
    WatchRequest nextRequest() {
        parts = new Parts();
        return WatchRequest.newBuilder().setResumeAfterRevision(snapshot.revision()).setRegistryId(registryId).setWriteId(writeId)
                .build();
    }

    /** Whether the event changed what is known about models and fleets. */
    boolean apply(WatchResponse event) {
        return switch (event.getEventCase()) {
            case SNAPSHOT -> apply(event.getSnapshot());
            case CHANGE -> apply(event.getChange());
            case HEARTBEAT -> advance(event.getHeartbeat().getRevision());
            case EVENT_NOT_SET -> false;
        };
    }

    private boolean apply(Snapshot part) {
        part.getModelsList().forEach(model -> put(parts.models, model));
        part.getFleetsList().forEach(fleet -> parts.fleets.put(fleet.getName(), FleetMapping.fromProto(fleet)));
        if (!part.getComplete()) {
            return false;
        }
        snapshot = new RegistrySnapshot(part.getRevision(), parts.models, parts.fleets);
        registryId = part.getRegistryId();
        writeId = part.getWriteId();
        parts = new Parts();
        loaded = true;
        return true;
    }

    private boolean apply(Change change) {
        if (!loaded || change.getRevision() <= snapshot.revision()) {
            return false;
        }
        Map<String, Model> models = new HashMap<>(snapshot.models());
        Map<String, Fleet> fleets = new HashMap<>(snapshot.fleets());
        switch (change.getEntityCase()) {
            case MODEL_CHANGED -> put(models, change.getModelChanged());
            case MODEL_DELETED -> models.remove(change.getModelDeleted());
            case FLEET_CHANGED -> fleets.put(change.getFleetChanged().getName(), FleetMapping.fromProto(change.getFleetChanged()));
            case FLEET_DELETED -> fleets.remove(change.getFleetDeleted());
            case ENTITY_NOT_SET -> LOG.warn("change {} of the registry is of a kind that this service does not know", change.getRevision());
        }
        snapshot = new RegistrySnapshot(change.getRevision(), models, fleets);
        writeId = change.getWriteId();
        return true;
    }

    private boolean advance(long revision) {
        if (loaded && revision > snapshot.revision()) {
            snapshot = new RegistrySnapshot(revision, snapshot.models(), snapshot.fleets());
        }
        return false;
    }

    private static void put(Map<String, Model> models, io.outrigger.proto.registry.v1.Model message) {
        try {
            models.put(message.getName(), ModelMapping.fromProto(message));
        } catch (IllegalArgumentException notUnderstood) {
            LOG.warn("model {} is left out, this service does not understand it: {}", message.getName(), notUnderstood.getMessage());
            models.remove(message.getName());
        }
    }

    /** The parts of a snapshot that have come so far. */
    private static final class Parts {
        final Map<String, Model> models = new HashMap<>();
        final Map<String, Fleet> fleets = new HashMap<>();
    }
}
