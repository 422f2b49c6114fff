package io.outrigger.metadata.versions;

import io.outrigger.chassis.audit.AuditLog;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;
import io.outrigger.metadata.aliases.AliasStore;
import io.outrigger.metadata.cache.ModelCache;
import io.outrigger.metadata.fleets.Fleets;
import io.outrigger.metadata.models.ModelStore;
import io.outrigger.metadata.models.Models;
import io.outrigger.metadata.signatures.AdapterRules;
import io.outrigger.metadata.signatures.SignatureReader;
import io.outrigger.metadata.signatures.SignatureReader.Description;
import io.outrigger.metadata.signatures.SignatureRules;
import io.outrigger.metadata.storage.RegistryDatabase;
import io.outrigger.metadata.storage.WriteTransaction;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.Model;
import io.outrigger.registry.Version;
import io.outrigger.registry.VersionNumber;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The versions of models: registered once, never changed, deleted when nothing points at them. */
public final class Versions {

    private static final int VERSIONS_MAX = 200;

    private final RegistryDatabase database;
    private final Models models;
    private final ModelStore modelStore;
    private final VersionStore store;
    private final AliasStore aliasStore;
    private final Fleets fleets;
    private final SignatureReader signatures;
    private final Notices notices;
    private final ModelCache cache;
    private final Clock clock;

    public Versions(RegistryDatabase database, Models models, ModelStore modelStore, VersionStore store, AliasStore aliasStore,
            Fleets fleets, SignatureReader signatures, ModelCache cache, Clock clock) {
        this.database = database;
        this.models = models;
        this.modelStore = modelStore;
        this.store = store;
        this.aliasStore = aliasStore;
        this.fleets = fleets;
        this.signatures = signatures;
        this.notices = new Notices(signatures);
        this.cache = cache;
        this.clock = clock;
    }

    /** A version after it was registered, and whether it is new. */
    public record Registered(Model model, Version version, boolean created) {
    }

    public Version version(Model model, long number) {
        return model.version(number).orElseThrow(() -> new ServiceException(ErrorCode.VERSION_NOT_FOUND,
                "Model " + Quote.of(model.name()) + " has no version " + VersionNumber.text(number) + "."));
    }

    /**
     * Registers a version, and its model with it where that is new.
     *
     * <p>The signature is read from the server outside the transaction, which holds the lock that all writers need; so what the
     * transaction finds may have changed since the first look, and is looked at again.
     *
     * @param caller who asks: not everybody may make the fleet that an unknown endpoint needs, nor learn what listens there
     */
    public Registered register(Registration registration, Principal caller) {
        Optional<Registered> known = database.read(handle -> existing(handle, registration));
        if (known.isPresent()) {
            return known.get();
        }
        if (registration.modelMustExist() && database.read(handle -> modelStore.find(handle, registration.model())).isEmpty()) {
            throw Models.notFound(registration.model());
        }
        registration.endpoint().ifPresent(address -> database.read(handle -> fleets.atOrMadeBy(caller, handle, address)));
        Description described = describe(registration);
        Signature signature = described.signature();
        SignatureRules.check(signature);
        AdapterRules.check(registration.adapter(), signature);
        Registered registered = database.write(transaction ->
                existing(transaction.handle(), registration).orElseGet(() -> insert(transaction, registration, described, caller)));
        cache.wrote(registered.model());
        if (registered.created()) {
            AuditLog.done("version.register", object(registration.model(), registration.version()), Optional.empty(),
                    Optional.of(VersionDocument.of(registered.model(), registered.version())));
        }
        return registered;
    }

    /** The model after a version of it was given its adapter, and whether that is new. */
    public record Adapted(Model model, boolean created) {
    }

    /** Gives a version that has no adapter one, for good; the same again changes nothing. */
    public Adapted giveAdapter(String modelName, long number, Adapter adapter) {
        boolean[] created = new boolean[1];
        Models.Written written = models.write(modelName, (transaction, model) -> {
            Version version = version(model, number);
            if (version.adapter().equals(adapter)) {
                return model;
            }
            if (!version.adapter().equals(Adapter.NONE)) {
                throw new ServiceException(ErrorCode.CONFLICT, "Version " + version.text() + " of " + Quote.of(modelName)
                        + " has an adapter, and it is different; an adapter is given once. Register the version anew under another "
                        + "number: with 'served_as' it may be the same model on the server.");
            }
            AdapterRules.check(adapter, version.signature());
            created[0] = true;
            store.setAdapter(transaction.handle(), modelName, number, adapter);
            modelStore.nextRevision(transaction, modelName);
            return modelStore.written(transaction, modelName);
        });
        if (written.changed()) {
            AuditLog.done("version.adapter", object(modelName, number), Optional.of(document(written.before(), number)),
                    Optional.of(document(written.after(), number)));
        }
        return new Adapted(written.after(), created[0]);
    }

    /** Deletes a version that no alias points at. */
    public void delete(String modelName, long number) {
        Models.Written written = models.write(modelName, (transaction, model) -> {
            version(model, number);
            List<String> aliases = model.aliases().values().stream().filter(alias -> alias.version() == number).map(Alias::name).toList();
            if (!aliases.isEmpty()) {
                throw new ServiceException(ErrorCode.IN_USE, "Version " + VersionNumber.text(number) + " of " + Quote.of(modelName)
                        + " is in use: the alias" + (aliases.size() == 1 ? " " : "es ") + String.join(", ", aliases) + " point"
                        + (aliases.size() == 1 ? "s" : "") + " at it.");
            }
            store.retire(transaction.handle(), modelName, number);
            modelStore.nextRevision(transaction, modelName);
            return modelStore.written(transaction, modelName);
        });
        AuditLog.done("version.delete", object(modelName, number), Optional.of(document(written.before(), number)), Optional.empty());
    }

    private static String object(String model, long number) {
        return "models/" + model + "/versions/" + VersionNumber.text(number);
    }

    private VersionDocument document(Model model, long number) {
        return VersionDocument.of(model, version(model, number));
    }

    /** The version if it is there already and the same; a conflict where it differs or is no more. */
    private Optional<Registered> existing(Handle handle, Registration registration) {
        String number = VersionNumber.text(registration.version());
        Optional<Model> model = modelStore.find(handle, registration.model());
        Optional<Version> version = model.flatMap(found -> found.version(registration.version()));
        if (version.isEmpty()) {
            if (store.isRetired(handle, registration.model(), registration.version())) {
                throw new ServiceException(ErrorCode.CONFLICT, "Version " + number + " of " + Quote.of(registration.model())
                        + " was deleted; a number is never used again. Register it under another.");
            }
            return Optional.empty();
        }
        difference(handle, registration, version.get()).ifPresent(field -> {
            throw new ServiceException(ErrorCode.CONFLICT, "Version " + number + " of " + Quote.of(registration.model())
                    + " exists and its " + field + " is different; a version never changes. Register it under another number."
                    + (field.equals("adapter") && version.get().adapter().equals(Adapter.NONE)
                            ? " (A version without an adapter is given one by PUT …/versions/" + number + "/adapter.)" : ""));
        });
        return Optional.of(new Registered(model.orElseThrow(), version.get(), false));
    }

    private Optional<String> difference(Handle handle, Registration registration, Version version) {
        List<String> registeredFleets = registration.endpoint()
                .map(address -> fleets.at(handle, address).map(Fleet::name).stream().toList())
                .orElse(registration.fleets());
        Stream<Optional<String>> differences = Stream.of(
                differs("framework", registration.framework().equals(version.framework())),
                differs("artifact_sha256", registration.artifactSha256().isEmpty()
                        || registration.artifactSha256().equals(version.artifactSha256())),
                differs("signature", registration.signature().isEmpty() || registration.signature().get().equals(version.signature())),
                differs("adapter", registration.adapter().equals(Adapter.NONE) || registration.adapter().equals(version.adapter())),
                differs("served_as", registration.servedAs().equals(version.servedAs())),
                differs(registration.endpoint().isPresent() ? "endpoint" : "fleets", registeredFleets.equals(version.fleets())));
        return differences.flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> differs(String field, boolean same) {
        return same ? Optional.empty() : Optional.of(field);
    }

    /** What is registered: as the registrant says, and what it leaves out as the server says; they may not contradict each other. */
    private Description describe(Registration registration) {
        HostPort address = address(registration);
        Description server = registration.signature()
                .map(given -> new Description(given, signatures.artifact(address, registration.onServer())))
                .orElseGet(() -> signatures.read(address, registration.onServer()));
        Optional<String> said = registration.artifactSha256();
        if (said.isPresent() && server.artifactSha256().isPresent() && !said.equals(server.artifactSha256())) {
            throw new ServiceException(ErrorCode.ARTIFACT_MISMATCH, "The model server at " + address + " has loaded "
                    + "sha256:" + server.artifactSha256().get() + " as " + registration.onServer().text() + ", and the registration says "
                    + "sha256:" + said.get() + "; such a version would not be served. Load the file that is meant, or register the other.");
        }
        return new Description(server.signature(), said.or(server::artifactSha256));
    }

    private HostPort address(Registration registration) {
        return registration.endpoint().orElseGet(() ->
                fleets.address(database.read(handle -> fleets.required(handle, registration.fleets())).getFirst()));
    }

    /** What its registrant should know about a version that is registered. */
    List<String> notices(Registration registration, Registered registered) {
        return notices.of(registered.version(), address(registration), registration.onServer());
    }

    private Registered insert(WriteTransaction transaction, Registration registration, Description described, Principal caller) {
        Signature signature = described.signature();
        Handle handle = transaction.handle();
        String name = registration.model();
        List<Fleet> places = registration.endpoint()
                .map(address -> List.of(fleets.atOrMadeBy(caller, handle, address).orElseGet(() -> fleets.create(transaction, address))))
                .orElseGet(() -> fleets.required(handle, registration.fleets()));
        Optional<Model> model = modelStore.find(handle, name);
        if (registration.servedAs().isPresent()) {
            places.forEach(Fleets::requirePinned);
        }
        if (model.isPresent()) {
            places.forEach(fleet -> fleets.requireSameSignature(fleet, model.get(), signature));
            if (model.get().versions().size() >= VERSIONS_MAX) {
                throw new ServiceException(ErrorCode.CONFLICT, "A model may have " + VERSIONS_MAX + " versions; " + Quote.of(name)
                        + " has them.");
            }
        } else if (registration.modelMustExist()) {
            throw Models.notFound(name);
        } else {
            modelStore.insert(handle, registration.newModel());
        }
        store.insert(handle, name, new Version(
                registration.version(), registration.framework(), described.artifactSha256(), signature, registration.adapter(),
                places.stream().map(Fleet::name).sorted().toList(), clock.instant().truncatedTo(ChronoUnit.MICROS),
                registration.servedAs()));
        long revision = modelStore.nextRevision(transaction, name);
        if (model.isEmpty()) {
            Stream.of(Model.STABLE, registration.newModel().defaultAlias()).distinct()
                    .forEach(alias -> aliasStore.put(handle, name, alias, registration.version(), revision));
        }
        Model written = modelStore.written(transaction, name);
        return new Registered(written, written.version(registration.version()).orElseThrow(), true);
    }
}
