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

    FeedReader(ModelStore models, FleetStore fleets, int logMax) {
        this.models = models;
        this.fleets = fleets;
        this.logMax = logMax;
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
        return new FeedState(head.registryId(), new RegistrySnapshot(head.revision(), allModels, allFleets),
                changes(handle, head.revision() - logMax));
    }

    /** The state with everything that has happened since; read anew where that is no longer known, or where it is another registry. */
    FeedState next(Handle handle, FeedState state) {
        FeedHead head = FeedHead.read(handle);
        if (head.registryId().equals(state.registryId()) && head.revision() == state.revision()) {
            return state;
        }
        List<Change> changes = changes(handle, state.revision());
        boolean gapless = !changes.isEmpty() && changes.getFirst().revision() == state.revision() + 1
                && changes.getLast().revision() == head.revision();
        if (!head.registryId().equals(state.registryId()) || head.revision() < state.revision() || !gapless) {
            return all(handle);
        }
        List<String> modelNames = names(changes, Change.Entity.MODEL);
        List<Fleet> changedFleets = new ArrayList<>();
        names(changes, Change.Entity.FLEET).forEach(name -> fleets.find(handle, name).ifPresent(changedFleets::add));
        return state.with(changes, models.find(handle, modelNames), changedFleets, logMax);
    }

    private static List<String> names(List<Change> changes, Change.Entity entity) {
        return changes.stream().filter(change -> change.entity() == entity).map(Change::name).distinct().toList();
    }

    private static List<Change> changes(Handle handle, long after) {
        return handle.createQuery("SELECT revision, entity, name FROM changes WHERE revision > :after ORDER BY revision")
                .bind("after", after)
                .map((row, context) -> new Change(row.getLong("revision"),
                        Change.Entity.valueOf(row.getString("entity").toUpperCase(Locale.ROOT)), row.getString("name")))
                .list();
    }
}
