package io.outrigger.metadata.fleets;

import io.outrigger.chassis.audit.AuditLog;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;
import io.outrigger.metadata.models.ModelStore;
import io.outrigger.metadata.rest.Preconditions;
import io.outrigger.metadata.storage.RegistryDatabase;
import io.outrigger.metadata.storage.WriteTransaction;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.Model;
import io.outrigger.registry.Names;
import io.outrigger.registry.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/** The fleets of the registry and the rules that tie them to the versions on them. */
public final class Fleets {

    private static final int FLEETS_MAX = 1_000;
    private static final int SHOWN_MAX = 10;

    private final RegistryDatabase database;
    private final FleetStore store;
    private final ModelStore models;
    private final HostPort defaultAddress;

    public Fleets(RegistryDatabase database, FleetStore store, ModelStore models, HostPort defaultAddress) {
        this.database = database;
        this.store = store;
        this.models = models;
        this.defaultAddress = FleetAddress.normal(defaultAddress);
    }

    /** Whether a caller may make and change fleets: one serves whatever model is put on it, so a token for some models is not enough. */
    static boolean mayBeMadeBy(Principal caller) {
        return caller.models().isEmpty();
    }

    public List<Fleet> all() {
        return database.read(store::all);
    }

    public Fleet fleet(String name) {
        Names.fleet(name);
        return database.read(handle -> store.find(handle, name)).orElseThrow(() -> notFound(name));
    }

    /** A fleet before it was written, where it was there, and after. */
    public record Put(Optional<Fleet> before, Fleet fleet) {

        public boolean created() {
            return before.isEmpty();
        }
    }

    /**
     * Creates a fleet or changes it.
     *
     * @param address empty for {@code default} only
     * @param replicas 0 where the caller does not say
     */
    public Put put(String name, Optional<HostPort> address, boolean mesh, int replicas, Preconditions preconditions) {
        Names.fleet(name);
        boolean isDefault = name.equals(Fleet.DEFAULT);
        if (isDefault && address.isPresent()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Field 'address' is not for the fleet 'default', whose address is the setting TRITON_URL.");
        }
        if (!isDefault && address.isEmpty()) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "Field 'address' is required; it is missing.");
        }
        String stored = address.map(HostPort::toString).orElse("");
        Put put = database.write(transaction -> {
            Optional<Fleet> old = store.find(transaction.handle(), name);
            preconditions.check("Fleet " + Quote.of(name), old.map(FleetDocument::tag));
            var wanted = new Fleet(name, stored, mesh, replicas, old.map(Fleet::revision).orElse(0L));
            if (old.filter(wanted::equals).isPresent()) {
                return new Put(old, wanted);
            }
            if (mesh) {
                requireOneSignaturePerModel(transaction.handle(), name);
            }
            return new Put(old, write(transaction, wanted));
        });
        if (!put.before().equals(Optional.of(put.fleet()))) {
            AuditLog.done("fleet.put", "fleets/" + name, put.before().map(FleetDocument::of), Optional.of(FleetDocument.of(put.fleet())));
        }
        return put;
    }

    public void delete(String name, Preconditions preconditions) {
        Names.fleet(name);
        if (name.equals(Fleet.DEFAULT)) {
            throw new ServiceException(ErrorCode.IN_USE, "The fleet 'default' always exists; it cannot be deleted.");
        }
        Fleet deleted = database.write(transaction -> {
            Fleet fleet = store.find(transaction.handle(), name).orElseThrow(() -> notFound(name));
            preconditions.check("Fleet " + Quote.of(name), Optional.of(FleetDocument.tag(fleet)));
            List<FleetStore.Resident> residents = store.residents(transaction.handle(), name, SHOWN_MAX);
            if (!residents.isEmpty()) {
                throw new ServiceException(ErrorCode.IN_USE, "Fleet " + Quote.of(name) + " is in use by " + residents.stream()
                        .map(resident -> resident.model() + " v" + resident.version())
                        .collect(Collectors.joining(", ")) + (residents.size() == SHOWN_MAX ? " and perhaps more." : "."));
            }
            store.delete(transaction.handle(), name);
            transaction.changedFleet(name);
            return fleet;
        });
        AuditLog.done("fleet.delete", "fleets/" + name, Optional.of(FleetDocument.of(deleted)), Optional.empty());
    }

    /** Where the servers of a fleet can be called from here. */
    public HostPort address(Fleet fleet) {
        return fleet.address().isEmpty() ? defaultAddress : HostPort.parse(fleet.address());
    }

    /** The fleets of these names, all of which must exist. */
    public List<Fleet> required(Handle handle, List<String> names) {
        return names.stream().map(name -> store.find(handle, name).orElseThrow(() -> notFound(name))).toList();
    }

    /** The fleet at an address: one that exists, {@code default} where that is its address. */
    public Optional<Fleet> at(Handle handle, HostPort address) {
        if (address.equals(defaultAddress)) {
            return store.find(handle, Fleet.DEFAULT);
        }
        return store.all(handle).stream().filter(fleet -> fleet.address().equals(address.toString())).findFirst();
    }

    /** {@link #at}; FORBIDDEN where there is none and the caller may not make it, whatever listens there. */
    public Optional<Fleet> atOrMadeBy(Principal caller, Handle handle, HostPort address) {
        Optional<Fleet> fleet = at(handle, address);
        if (fleet.isEmpty() && !mayBeMadeBy(caller)) {
            throw new ServiceException(ErrorCode.FORBIDDEN, "Field 'endpoint' names a server that no fleet of the registry has, and fleets "
                    + "are made with a token for every model; this one is limited to some. Name one of the fleets.");
        }
        return fleet;
    }

    /** A new fleet for an address, named after it. */
    public Fleet create(WriteTransaction transaction, HostPort address) {
        String name = IntStream.iterate(1, attempt -> attempt + 1)
                .mapToObj(attempt -> FleetAddress.fleetName(address, attempt))
                .filter(candidate -> store.find(transaction.handle(), candidate).isEmpty())
                .findFirst()
                .orElseThrow();
        return write(transaction, new Fleet(name, address.toString(), false, 0));
    }

    /** Refuses a version that its servers call something else on a mesh fleet: a request that is not pinned goes by the model's name. */
    public static void requirePinned(Fleet fleet) {
        if (fleet.mesh()) {
            throw new ServiceException(ErrorCode.CONFLICT, "Fleet " + Quote.of(fleet.name()) + " is split by the mesh, which decides who "
                    + "answers; a version with 'served_as' needs a fleet that is not a mesh fleet.");
        }
    }

    /** Refuses a version on a mesh fleet beside one of another signature, because there the mesh decides who answers. */
    public void requireSameSignature(Fleet fleet, Model model, Signature signature) {
        if (!fleet.mesh()) {
            return;
        }
        model.versions().values().stream()
                .filter(version -> version.fleets().contains(fleet.name()) && !sameTensors(version.signature(), signature))
                .findFirst()
                .ifPresent(other -> {
                    throw new ServiceException(ErrorCode.CONFLICT, "Fleet " + Quote.of(fleet.name())
                            + " is split by the mesh, so all versions of a "
                            + "model on it have one signature; " + other.text() + " has another. Use a fleet that is not a mesh fleet.");
                });
    }

    private Fleet write(WriteTransaction transaction, Fleet wanted) {
        String name = wanted.name();
        if (store.find(transaction.handle(), name).isEmpty() && store.all(transaction.handle()).size() >= FLEETS_MAX) {
            throw new ServiceException(ErrorCode.CONFLICT, "The registry is full: it holds " + FLEETS_MAX + " fleets.");
        }
        var fleet = new Fleet(name, wanted.address(), wanted.mesh(), wanted.replicas(), transaction.changedFleet(name));
        store.put(transaction.handle(), fleet);
        return fleet;
    }

    private void requireOneSignaturePerModel(Handle handle, String fleet) {
        List<String> names = store.residents(handle, fleet, Integer.MAX_VALUE).stream().map(FleetStore.Resident::model).distinct().toList();
        for (Model model : models.find(handle, names)) {
            List<Version> versions = model.versions().values().stream().filter(version -> version.fleets().contains(fleet)).toList();
            for (Version version : versions) {
                if (version.servedAs().isPresent()) {
                    throw new ServiceException(ErrorCode.CONFLICT, "Fleet " + Quote.of(fleet) + " cannot be a mesh fleet: " + version.text()
                            + " of " + Quote.of(model.name()) + " is served under another name or number there.");
                }
                if (!sameTensors(version.signature(), versions.getFirst().signature())) {
                    throw new ServiceException(ErrorCode.CONFLICT, "Fleet " + Quote.of(fleet) + " cannot be a mesh fleet: "
                            + versions.getFirst().text()
                            + " and " + version.text() + " of " + Quote.of(model.name()) + " run on it with different signatures.");
                }
            }
        }
    }

    private static boolean sameTensors(Signature one, Signature other) {
        return one.inputs().equals(other.inputs()) && one.outputs().equals(other.outputs()) && one.maxBatchSize() == other.maxBatchSize();
    }

    private static ServiceException notFound(String name) {
        return new ServiceException(ErrorCode.FLEET_NOT_FOUND, "There is no fleet " + Quote.of(name) + " in the registry.");
    }
}
