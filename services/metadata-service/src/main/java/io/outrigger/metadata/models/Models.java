package io.outrigger.metadata.models;

import io.outrigger.chassis.audit.AuditLog;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.cache.ModelCache;
import io.outrigger.metadata.rest.Page;
import io.outrigger.metadata.rest.Preconditions;
import io.outrigger.metadata.storage.RegistryDatabase;
import io.outrigger.metadata.storage.WriteTransaction;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Capture;
import io.outrigger.registry.Model;
import io.outrigger.registry.Names;
import io.outrigger.registry.Strategy;
import io.outrigger.registry.VersionNumber;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The models of the registry, read through the cache and written to the database. */
public final class Models {

    private final RegistryDatabase database;
    private final ModelStore store;
    private final ModelCache cache;

    public Models(RegistryDatabase database, ModelStore store, ModelCache cache) {
        this.database = database;
        this.store = store;
        this.cache = cache;
    }

    /**
     * What a caller may change about a model.
     *
     * @param defaultAlias an alias that exists
     */
    public record Change(
            Optional<String> description, Optional<Strategy> strategy, Optional<Batching> batching, Optional<Capture> capture,
            Optional<String> defaultAlias) {

        /** The model as it is with this change. */
        Model to(Model model) {
            return Model.of(model.name(), description.orElse(model.description()), defaultAlias.orElse(model.defaultAlias()),
                    strategy.orElse(model.strategy()), batching.orElse(model.batching()), model.versions().values(),
                    model.aliases().values(), model.revision()).capturing(capture.orElse(model.capture()));
        }
    }

    /** A model, from the cache where it has the newest. */
    public Model model(String name) {
        Names.model(name);
        return cache.find(name, () -> database.read(handle -> store.find(handle, name))).orElseThrow(() -> notFound(name));
    }

    /** One page of models by name and one model more where there is a next page; from the database, since lists are asked for rarely. */
    public List<Model> page(Page page) {
        return database.read(handle -> store.page(handle, page.after(), page.size() + 1));
    }

    /** Changes what the caller says, from the state that the caller has seen. */
    public Model change(String name, Change change, Preconditions preconditions) {
        Written written = write(name, (transaction, model) -> {
            preconditions.check("Model " + Quote.of(name), Optional.of(ModelDocument.tag(model)));
            change.defaultAlias().filter(alias -> model.alias(alias).isEmpty()).ifPresent(alias -> {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "Field 'default_alias' must be an alias of the model, one of "
                        + String.join(", ", model.aliases().keySet()) + "; found " + Quote.of(alias) + ".");
            });
            Model changed = change.to(model);
            if (changed.equals(model)) {
                return model;
            }
            preconditions.requireIfMatch("model " + Quote.of(name), ModelDocument.tag(model));
            store.update(transaction.handle(), changed);
            store.nextRevision(transaction, name);
            return store.written(transaction, name);
        });
        if (written.changed()) {
            AuditLog.done("model.change", "models/" + name, Optional.of(ModelDocument.of(written.before())),
                    Optional.of(ModelDocument.of(written.after())));
        }
        return written.after();
    }

    /**
     * Deletes a model.
     *
     * @param force also when more hangs on it than its last version with the default alias
     */
    public void delete(String name, boolean force, Preconditions preconditions) {
        Names.model(name);
        Deleted deleted = database.write(transaction -> {
            Model model = store.find(transaction.handle(), name).orElseThrow(() -> notFound(name));
            preconditions.check("Model " + Quote.of(name), Optional.of(ModelDocument.tag(model)));
            boolean takenApart = model.versions().size() <= 1
                    && model.aliases().keySet().stream()
                    .allMatch(alias -> alias.equals(model.defaultAlias()) || alias.equals(Model.STABLE));
            if (!takenApart && !force) {
                throw new ServiceException(ErrorCode.IN_USE, "Model " + Quote.of(name) + " is in use: it has the versions "
                        + model.versions().keySet().stream().map(VersionNumber::text).limit(10).collect(Collectors.joining(", "))
                        + " and the aliases " + model.aliases().keySet().stream().limit(10).collect(Collectors.joining(", "))
                        + ". Delete all but one version and the default alias first, or ask with ?force=true.");
            }
            store.delete(transaction.handle(), name);
            return new Deleted(model, transaction.changedModel(name));
        });
        cache.deleted(name, deleted.revision());
        AuditLog.done("model.delete", "models/" + name, Optional.of(ModelDocument.of(deleted.model())), Optional.empty());
    }

    private record Deleted(Model model, long revision) {
    }

    /** A model before it was written and after. */
    public record Written(Model before, Model after) {

        public boolean changed() {
            return before.revision() != after.revision();
        }
    }

    /** Changes an existing model in one transaction and lets the cache know; a change that changes nothing takes no revision. */
    public Written write(String name, BiFunction<WriteTransaction, Model, Model> work) {
        Names.model(name);
        Written written = database.write(transaction -> {
            Model before = store.find(transaction.handle(), name).orElseThrow(() -> notFound(name));
            return new Written(before, work.apply(transaction, before));
        });
        cache.wrote(written.after());
        return written;
    }

    public static ServiceException notFound(String name) {
        return new ServiceException(ErrorCode.MODEL_NOT_FOUND, "There is no model " + Quote.of(name) + " in the registry.");
    }
}
