package io.outrigger.metadata.feed;

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
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The registry at one revision with the last changes that led to it.
 *
 * <p>Revisions of the log have no gaps, so a change is found by counting. A change says which model or fleet it was, and what
 * is sent for it is what that is now: a watcher that catches up may see a later state early, and ends with the right one.
 * What is sent of a model is made once, for all watchers and all states in which the model is the same.
 */
public final class FeedState {

    private final FeedHead head;
    private final RegistrySnapshot snapshot;
    private final List<Change> log;
    private final Map<String, io.outrigger.proto.registry.v1.Model> messages;
    /** Made when the first watcher asks; there need not be one in each state. */
    private volatile List<WatchResponse> parts;

    private FeedState(FeedHead head, RegistrySnapshot snapshot, List<Change> log,
            Map<String, io.outrigger.proto.registry.v1.Model> messages) {
        this.head = head;
        this.snapshot = snapshot;
        this.log = List.copyOf(log);
        this.messages = messages;
    }

    /** @param log the last changes in order; the newest has the head's revision */
    static FeedState of(FeedHead head, RegistrySnapshot snapshot, List<Change> log) {
        return new FeedState(head, snapshot, log, snapshot.models().values().stream()
                .collect(Collectors.toMap(Model::name, ModelMapping::toProto)));
    }

    FeedHead head() {
        return head;
    }

    public String registryId() {
        return head.registryId();
    }

    public long revision() {
        return head.revision();
    }

    /** Of the write that made the revision. */
    public String writeId() {
        return head.writeId();
    }

    RegistrySnapshot snapshot() {
        return snapshot;
    }

    List<Change> log() {
        return log;
    }

    /** What is sent of a model. */
    Optional<io.outrigger.proto.registry.v1.Model> message(String model) {
        return Optional.ofNullable(messages.get(model));
    }

    /**
     * Whether a watcher at a revision of that registry can be given the changes it has missed: the log has its revision, made by the write
     * that the watcher says, and so all that it has is what led here.
     */
    public boolean canResume(String registry, long revision, String writeId) {
        return registry.equals(registryId()) && revision > revision() - log.size() && revision <= revision()
                && log.get(index(revision)).writeId().equals(writeId);
    }

    /** The first change after a revision that {@link #canResume}, and that is not the newest. */
    public io.outrigger.proto.registry.v1.Change changeAfter(long revision) {
        Change change = log.get(index(revision) + 1);
        var message = io.outrigger.proto.registry.v1.Change.newBuilder().setRevision(change.revision()).setWriteId(change.writeId());
        switch (change.entity()) {
            case MODEL -> message(change.name()).ifPresentOrElse(message::setModelChanged, () -> message.setModelDeleted(change.name()));
            case FLEET -> snapshot.fleet(change.name()).ifPresentOrElse(
                    fleet -> message.setFleetChanged(FleetMapping.toProto(fleet)), () -> message.setFleetDeleted(change.name()));
        }
        return message.build();
    }

    private int index(long revision) {
        return (int) (revision - (revision() - log.size())) - 1;
    }

    /** The whole registry in parts that fit a message, the same ones for all who ask; fleets in the first. */
    public List<WatchResponse> snapshotParts() {
        if (parts == null) {
            parts = SnapshotParts.of(head, snapshot.fleets().values(), messages.values());
        }
        return parts;
    }

    /** This state with the next changes and what they changed; models and fleets that are not given are gone. */
    FeedState with(List<Change> changes, List<Model> models, List<Fleet> fleets, int logMax) {
        Map<String, Model> allModels = new HashMap<>(snapshot.models());
        Map<String, io.outrigger.proto.registry.v1.Model> allMessages = new HashMap<>(messages);
        Map<String, Fleet> allFleets = new HashMap<>(snapshot.fleets());
        for (Change change : changes) {
            switch (change.entity()) {
                case MODEL -> {
                    allModels.remove(change.name());
                    allMessages.remove(change.name());
                }
                case FLEET -> allFleets.remove(change.name());
            }
        }
        for (Model model : models) {
            allModels.put(model.name(), model);
            allMessages.put(model.name(), ModelMapping.toProto(model));
        }
        fleets.forEach(fleet -> allFleets.put(fleet.name(), fleet));
        List<Change> longer = new ArrayList<>(log);
        longer.addAll(changes);
        List<Change> kept = longer.subList(Math.max(0, longer.size() - logMax), longer.size());
        Change last = changes.getLast();
        return new FeedState(new FeedHead(registryId(), last.revision(), last.writeId()),
                new RegistrySnapshot(last.revision(), allModels, allFleets), kept, allMessages);
    }
}
