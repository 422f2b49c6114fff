package io.outrigger.metadata.aliases;

import io.outrigger.chassis.audit.AuditLog;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.models.ModelStore;
import io.outrigger.metadata.models.Models;
import io.outrigger.metadata.rest.Preconditions;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Model;
import io.outrigger.registry.Names;
import io.outrigger.registry.VersionNumber;
import java.util.Collection;
import java.util.Optional;

/** The aliases of models. Writers run one after the other, so the check of a condition and the move are one step. */
public final class Aliases {

    private static final int ALIASES_MAX = 100;

    private final Models models;
    private final ModelStore modelStore;
    private final AliasStore store;

    public Aliases(Models models, ModelStore modelStore, AliasStore store) {
        this.models = models;
        this.modelStore = modelStore;
        this.store = store;
    }

    public Collection<Alias> all(String modelName) {
        return models.model(modelName).aliases().values();
    }

    public Alias alias(String modelName, String name) {
        Names.alias(name);
        return find(models.model(modelName), name);
    }

    /** An alias after it was put, and whether it is new. */
    public record Put(Alias alias, boolean created) {
    }

    /**
     * Points an alias at a version: a new one freely, an existing one only from the state that the caller has seen.
     *
     * <p>A conditional put that holds changes the ETag even where the version stays, so of several from one state one wins.
     */
    public Put put(String modelName, String name, long version, Preconditions preconditions) {
        Names.alias(name);
        boolean[] created = new boolean[1];
        Models.Written written = models.write(modelName, (transaction, model) -> {
            Optional<Alias> old = model.alias(name);
            preconditions.check("Alias " + Quote.of(name), old.map(AliasDocument::tag));
            if (model.version(version).isEmpty()) {
                throw new ServiceException(ErrorCode.VERSION_NOT_FOUND, "Model " + Quote.of(modelName) + " has no version "
                        + VersionNumber.text(version) + " for the alias to point at.");
            }
            if (old.isPresent() && old.get().version() == version && preconditions.ifMatch().isEmpty()) {
                return model;
            }
            old.ifPresent(alias -> preconditions.requireIfMatch("alias " + Quote.of(name), AliasDocument.tag(alias)));
            if (old.isEmpty() && model.aliases().size() >= ALIASES_MAX) {
                throw new ServiceException(ErrorCode.CONFLICT, "A model may have " + ALIASES_MAX + " aliases; " + Quote.of(modelName)
                        + " has them.");
            }
            created[0] = old.isEmpty();
            long revision = modelStore.nextRevision(transaction, modelName);
            store.put(transaction.handle(), modelName, name, version, revision);
            return modelStore.written(transaction, modelName);
        });
        Alias after = find(written.after(), name);
        if (written.changed()) {
            AuditLog.done("alias.put", object(modelName, name), written.before().alias(name).map(AliasDocument::of),
                    Optional.of(AliasDocument.of(after)));
        }
        return new Put(after, created[0]);
    }

    /** Deletes an alias that is not the model's default. */
    public void delete(String modelName, String name, Preconditions preconditions) {
        Names.alias(name);
        Models.Written written = models.write(modelName, (transaction, model) -> {
            Alias alias = find(model, name);
            preconditions.check("Alias " + Quote.of(name), Optional.of(AliasDocument.tag(alias)));
            if (model.defaultAlias().equals(name)) {
                throw new ServiceException(ErrorCode.IN_USE, "Alias " + Quote.of(name) + " is what a request to " + Quote.of(modelName)
                        + " without a version means; change default_alias first.");
            }
            modelStore.nextRevision(transaction, modelName);
            store.delete(transaction.handle(), modelName, name);
            return modelStore.written(transaction, modelName);
        });
        AuditLog.done("alias.delete", object(modelName, name), written.before().alias(name).map(AliasDocument::of), Optional.empty());
    }

    private static String object(String model, String name) {
        return "models/" + model + "/aliases/" + name;
    }

    private static Alias find(Model model, String name) {
        return model.alias(name).orElseThrow(() -> new ServiceException(ErrorCode.ALIAS_NOT_FOUND,
                "Model " + Quote.of(model.name()) + " has no alias " + Quote.of(name) + "; its aliases are "
                        + String.join(", ", model.aliases().keySet().stream().limit(10).toList()) + "."));
    }
}
