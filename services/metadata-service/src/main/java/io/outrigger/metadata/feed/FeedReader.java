package io.outrigger.metadata.feed;

import io.outrigger.metadata.fleets.FleetStore;
import io.outrigger.metadata.models.ModelStore;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.Model;
import io.outrigger.registryview.RegistrySnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Reads the registry whole, or what has changed since a state of it. */
final class FeedReader {

    private static final int MODELS_AT_ONCE = 500;

    private final ModelStore models;
    private final FleetStore fleets;
    private final int logMax;

    /** @param changesKept how many changes a watcher may have missed; the log has one more, which says where that watcher is */
    FeedReader(ModelStore models, FleetStore fleets, int changesKept) {
        this.models = models;
        this.fleets = fleets;
        this.logMax = changesKept + 1;
    }

    /** The registry as it is now, inside a transaction that sees one state. */
    FeedState all(Handle handle) {
        FeedHead head = FeedHead.read(handle);
        Map<String, Model> allModels = new HashMap<>();
        String after = "";
        List<Model> page = models.page(handle, after, MODELS_AT_ONCE);
        while (!page.isEmpty()) {
            page.forEach(model -> allModels.put(model.name(), model));
            after = page.getLast().name();
            page = models.page(handle, after, MODELS_AT_ONCE);
        }
        Map<String, Fleet> allFleets = fleets.all(handle).stream().collect(Collectors.toMap(Fleet::name, fleet -> fleet));
        return FeedState.of(head, new RegistrySnapshot(head.revision(), allModels, allFleets),
                changes(handle, head.revision() - logMax));
    }

    /**
     * The state with everything that has happened since; read anew where that is no longer known, or where it is another registry or
     * another history of this one.
     */
    FeedState next(Handle handle, FeedState state) {
        FeedHead head = FeedHead.read(handle);
        if (head.equals(state.head())) {
            return state;
        }
        List<Change> fromState = changes(handle, state.revision() - 1);
        if (!head.registryId().equals(state.registryId()) || fromState.isEmpty() || !isIn(state.head(), fromState.getFirst())
                || fromState.getLast().revision() != head.revision()) {
            return all(handle);
        }
        List<Change> changes = fromState.subList(1, fromState.size());
        List<String> modelNames = names(changes, Change.Entity.MODEL);
        List<Fleet> changedFleets = new ArrayList<>();
        names(changes, Change.Entity.FLEET).forEach(name -> fleets.find(handle, name).ifPresent(changedFleets::add));
        return state.with(changes, models.find(handle, modelNames), changedFleets, logMax);
    }

    private static boolean isIn(FeedHead head, Change change) {
        return change.revision() == head.revision() && change.writeId().equals(head.writeId());
    }

    private static List<String> names(List<Change> changes, Change.Entity entity) {
        return changes.stream().filter(change -> change.entity() == entity).map(Change::name).distinct().toList();
    }

    private static List<Change> changes(Handle handle, long after) {
        return handle.createQuery("SELECT revision, entity, name, write_id FROM changes WHERE revision > :after ORDER BY revision")
                .bind("after", after)
                .map((row, context) -> new Change(row.getLong("revision"),
                        Change.Entity.valueOf(row.getString("entity").toUpperCase(Locale.ROOT)), row.getString("name"),
                        row.getString("write_id")))
                .list();
    }
}
