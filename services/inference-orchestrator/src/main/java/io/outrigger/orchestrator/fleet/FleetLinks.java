package io.outrigger.orchestrator.fleet;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.registry.Fleet;
import io.outrigger.registryview.RegistrySnapshot;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every fleet that can be called, by name: {@code default} at the address of a setting, the others as the registry says.
 *
 * <p>The map is replaced whole at each change; requests read it without a lock.
 */
public final class FleetLinks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FleetLinks.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Function<HostPort, ManagedChannel> dial;
    private final BooleanSupplier registryKnown;
    private final Runnable awaitCurrent;
    private volatile Map<String, FleetLink> links;
    private boolean closed;

    /**
     * @param dial opens a channel; it connects when it is first used
     * @param registryKnown whether the registry has been read once
     * @param awaitCurrent waits until {@link #follow} has been told what the registry knows now, within bounds
     */
    public FleetLinks(HostPort defaultAddress, Function<HostPort, ManagedChannel> dial, BooleanSupplier registryKnown,
            Runnable awaitCurrent) {
        this.dial = dial;
        this.registryKnown = registryKnown;
        this.awaitCurrent = awaitCurrent;
        this.links = Map.of(Fleet.DEFAULT, new FleetLink(Fleet.DEFAULT, defaultAddress, dial.apply(defaultAddress)));
    }

    /** Takes over the registry's fleets: new ones and new addresses get a channel, the old channels drain. */
    public synchronized void follow(RegistrySnapshot registry) {
        if (closed) {
            return;
        }
        Map<String, FleetLink> before = links;
        Map<String, FleetLink> after = new TreeMap<>();
        after.put(Fleet.DEFAULT, before.get(Fleet.DEFAULT));
        for (Fleet fleet : registry.fleets().values()) {
            if (!fleet.name().equals(Fleet.DEFAULT)) {
                addTo(after, fleet, before.get(fleet.name()));
            }
        }
        links = after;
        before.values().stream().filter(link -> after.get(link.fleet()) != link).forEach(link -> {
            LOG.info("fleet {} is no longer called at {}", link.fleet(), link.address());
            link.retire();
        });
    }

    private void addTo(Map<String, FleetLink> after, Fleet fleet, FleetLink present) {
        HostPort address;
        try {
            address = HostPort.parse(fleet.address());
        } catch (IllegalArgumentException unusable) {
            LOG.warn("fleet {} cannot be called: {}", fleet.name(), unusable.getMessage());
            return;
        }
        if (present != null && present.address().equals(address)) {
            after.put(fleet.name(), present);
        } else {
            LOG.info("fleet {} is called at {}", fleet.name(), address);
            after.put(fleet.name(), new FleetLink(fleet.name(), address, dial.apply(address)));
        }
    }

    /** Whether it can be called without waiting for the registry to say where it is. */
    public boolean knows(String fleet) {
        return links.containsKey(fleet);
    }

    /**
     * Makes a call of a fleet; whoever cancels its future cancels it. A fleet that is not known may have been registered a moment ago.
     *
     * @throws ServiceException FLEET_NOT_FOUND, or DEPENDENCY_UNAVAILABLE while nobody could know
     */
    public <A> CompletableFuture<A> call(String fleet, Function<Channel, CompletableFuture<A>> start) {
        FleetLink link = enter(fleet);
        CompletableFuture<A> call;
        try {
            call = start.apply(link.channel());
        } catch (RuntimeException thrown) {
            link.leave();
            throw thrown;
        }
        CompletableFuture<A> left = call.whenComplete((answer, thrown) -> link.leave());
        left.whenComplete((answer, thrown) -> {
            if (left.isCancelled()) {
                call.cancel(true);
            }
        });
        return left;
    }

    /** The link to a fleet, entered: to be left again. */
    private FleetLink enter(String fleet) {
        if (!links.containsKey(fleet) && registryKnown.getAsBoolean()) {
            awaitCurrent.run();
        }
        while (true) {
            FleetLink link = links.get(fleet);
            if (link == null) {
                throw notFound(fleet);
            }
            if (link.enter()) {
                return link;
            }
            if (links.get(fleet) == link) {
                throw new ServiceException(ErrorCode.SHUTTING_DOWN, "The orchestrator is shutting down.");
            }
        }
    }

    public Collection<FleetLink> all() {
        return links.values();
    }

    /** Cuts every channel; the server in front has drained by then. */
    @Override
    public synchronized void close() {
        closed = true;
        links.values().forEach(FleetLink::cut);
    }

    private ServiceException notFound(String fleet) {
        if (!registryKnown.getAsBoolean()) {
            return new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, "The address of fleet " + Quote.of(fleet)
                    + " is not known: the model registry has not been reached yet.").retryAfter(RETRY_AFTER);
        }
        return new ServiceException(ErrorCode.FLEET_NOT_FOUND,
                "There is no fleet " + Quote.of(fleet) + " with a usable address in the registry.");
    }
}
