package io.outrigger.orchestrator.fleet;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.outrigger.chassis.config.HostPort;

/**
 * One fleet's channel, and how many calls use it.
 *
 * <p>A caller enters before its call and leaves after it. A link that has been retired lets nobody in, and shuts its channel
 * down when the last one has left: so no call ever meets a channel that was closed under it.
 */
public final class FleetLink {

    private final String fleet;
    private final HostPort address;
    private final ManagedChannel channel;
    private int callsInFlight;
    private boolean retired;

    FleetLink(String fleet, HostPort address, ManagedChannel channel) {
        this.fleet = fleet;
        this.address = address;
        this.channel = channel;
    }

    public String fleet() {
        return fleet;
    }

    public HostPort address() {
        return address;
    }

    /** The way to the fleet, for a caller that has entered. */
    Channel channel() {
        return channel;
    }

    public String channelState() {
        return channel.getState(false).name();
    }

    public synchronized int callsInFlight() {
        return callsInFlight;
    }

    synchronized void leave() {
        callsInFlight--;
        shutDownWhenUnused();
    }

    /** False when the link has been retired; the caller looks for its successor. */
    synchronized boolean enter() {
        if (retired) {
            return false;
        }
        callsInFlight++;
        return true;
    }

    synchronized void retire() {
        retired = true;
        shutDownWhenUnused();
    }

    /** Ends the calls in flight. */
    void cut() {
        retire();
        channel.shutdownNow();
    }

    private void shutDownWhenUnused() {
        if (retired && callsInFlight == 0) {
            channel.shutdown();
        }
    }
}
