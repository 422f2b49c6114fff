package io.outrigger.relay.hop;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ServerLiveRequest;
import io.outrigger.proto.inference.ServerLiveResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Whether the service at the other end of a channel can be reached, for whoever says that it is ready. A connection that is up is not
 * enough, since that of a process that hangs is: the service is asked again and again, and any answer will do. Safe for several threads.
 */
public final class Reach implements AutoCloseable {

    /** A service may be busy for so long; three questions without an answer. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(3);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** What a call ends with when nobody has answered. */
    private static final Set<Status.Code> SILENCE = Set.of(Status.Code.DEADLINE_EXCEEDED, Status.Code.UNAVAILABLE, Status.Code.CANCELLED);

    private final ManagedChannel channel;
    private final String service;
    private final BackgroundLoop asking;
    private volatile boolean reached;
    private volatile long heardAtNanos = System.nanoTime();

    /**
     * Has the channel connect.
     *
     * @param service for sentences
     */
    public Reach(ManagedChannel channel, String service) {
        this.channel = channel;
        this.service = service;
        channel.getState(true);
        this.asking = BackgroundLoop.every("asking whether the " + service + " answers", INTERVAL, this::ask);
    }

    /** Why requests would not get through at the moment; empty while the channel is up, or merely rests after having been. */
    public Optional<String> reasonNotReachable() {
        ConnectivityState state = channel.getState(true);
        switch (state) {
            case READY -> reached = true;
            case TRANSIENT_FAILURE, SHUTDOWN -> reached = false;
            case IDLE, CONNECTING -> { }
        }
        if (!reached) {
            return Optional.of("the " + service + " cannot be reached");
        }
        boolean silent = state == ConnectivityState.READY && System.nanoTime() - heardAtNanos > SILENCE_MAX.toNanos();
        return silent ? Optional.of("the " + service + " is connected and does not answer") : Optional.empty();
    }

    private void ask() {
        if (channel.getState(false) != ConnectivityState.READY) {
            heardAtNanos = System.nanoTime(); // silence begins with a connection
            return;
        }
        GRPCInferenceServiceGrpc.newStub(channel).withDeadlineAfter(INTERVAL.toNanos(), TimeUnit.NANOSECONDS)
                .serverLive(ServerLiveRequest.getDefaultInstance(), new Answer());
    }

    @Override
    public void close() {
        asking.close();
    }

    /** Also a refusal is a sign of life, as of a service that does not know the question. */
    private final class Answer implements StreamObserver<ServerLiveResponse> {

        @Override
        public void onNext(ServerLiveResponse alive) {
            heardAtNanos = System.nanoTime();
        }

        @Override
        public void onError(Throwable thrown) {
            if (!SILENCE.contains(Status.fromThrowable(thrown).getCode())) {
                heardAtNanos = System.nanoTime();
            }
        }

        @Override
        public void onCompleted() {
        }
    }
}
