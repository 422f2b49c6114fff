package io.outrigger.relay.hop;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.Optional;

/** Whether the service at the other end of a channel can be reached, for whoever says that it is ready. Safe for several threads. */
public final class Reach {

    private final ManagedChannel channel;
    private final String service;
    private volatile boolean reached;

    /**
     * Has the channel connect.
     *
     * @param service for sentences
     */
    public Reach(ManagedChannel channel, String service) {
        this.channel = channel;
        this.service = service;
        channel.getState(true);
    }

    /** Why requests would not get through at the moment; empty while the channel is up, or merely rests after having been. */
    public Optional<String> reasonNotReachable() {
        ConnectivityState state = channel.getState(true);
        switch (state) {
            case READY -> reached = true;
            case TRANSIENT_FAILURE, SHUTDOWN -> reached = false;
            case IDLE, CONNECTING -> { }
        }
        return reached ? Optional.empty() : Optional.of("the " + service + " cannot be reached");
    }
}
