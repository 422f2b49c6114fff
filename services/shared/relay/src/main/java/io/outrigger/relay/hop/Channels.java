package io.outrigger.relay.hop;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.telemetry.Telemetry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Channels to other services and to model servers, built the same way everywhere: plaintext (the mesh encrypts), no retries
 * (the mesh retries), the request's ids and deadline passed on.
 *
 * <p>Answers are handled on the thread of the network that read them, so what listens to a call must never wait; handing each
 * answer to another thread cost up to a quarter of the whole chain's throughput (perf/README.md).
 */
public final class Channels {

    private static final Executor RECONNECT_DELAY = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run);

    private Channels() {
    }

    /** A channel to one of our own services; pinged, so that a dead peer is noticed. */
    public static ManagedChannel toService(HostPort target, long messageBytesMax, Telemetry telemetry) {
        return reconnecting(builder(target, messageBytesMax, telemetry, true)
                .keepAliveTime(20, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .build());
    }

    /** A channel to a model server that is not ours: not pinged, since a stock Triton answers pings with GOAWAY. */
    public static ManagedChannel toModelServer(HostPort target, long messageBytesMax, Telemetry telemetry) {
        return reconnecting(builder(target, messageBytesMax, telemetry, false).build());
    }

    private static NettyChannelBuilder builder(HostPort target, long messageBytesMax, Telemetry telemetry, boolean toService) {
        // The target is a URI, in whose path the brackets of an IPv6 address may not stand as they are.
        String address = target.toString().replace("[", "%5B").replace("]", "%5D");
        return NettyChannelBuilder.forTarget("dns:///" + address)
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize((int) Math.min(Integer.MAX_VALUE, messageBytesMax))
                .intercept(new PropagationInterceptor(telemetry.calls(), toService));
    }

    /**
     * Lets a channel that lost its server try again every second.
     *
     * <p>grpc-java waits up to two minutes between attempts, which is two minutes of refused requests after the server is back.
     */
    private static ManagedChannel reconnecting(ManagedChannel channel) {
        watch(channel, channel.getState(false), new AtomicBoolean());
        return channel;
    }

    private static void watch(ManagedChannel channel, ConnectivityState state, AtomicBoolean nudged) {
        if (state == ConnectivityState.SHUTDOWN) {
            return;
        }
        nudgeWhileFailing(channel, nudged);
        channel.notifyWhenStateChanged(state, () -> watch(channel, channel.getState(false), nudged));
    }

    /** Again and again for as long as it lasts: from one failed attempt to the next the channel's state does not change. */
    private static void nudgeWhileFailing(ManagedChannel channel, AtomicBoolean nudged) {
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE && nudged.compareAndSet(false, true)) {
            RECONNECT_DELAY.execute(() -> {
                channel.resetConnectBackoff();
                nudged.set(false);
                nudgeWhileFailing(channel, nudged);
            });
        }
    }
}
