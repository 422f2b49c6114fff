package io.outrigger.gateway.inference;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.relay.hop.CallFailure;
import io.outrigger.relay.hop.Channels;
import io.outrigger.relay.hop.HopFailures;
import io.outrigger.relay.hop.UnaryCall;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The one channel to the model-router. Each request goes over it once: retries are the mesh's. */
public final class RouterLink implements AutoCloseable {

    private static final String ROUTER = "model-router";

    private final ManagedChannel channel;
    private final Telemetry telemetry;
    private volatile boolean reached;

    public RouterLink(HostPort router, long messageBytesMax, Telemetry telemetry) {
        this.channel = Channels.toService(router, messageBytesMax, telemetry);
        this.telemetry = telemetry;
        channel.getState(true);
    }

    /** Calls the router in the current request's context; what it fails with is a ServiceException. */
    public <Q, A> CompletableFuture<A> call(MethodDescriptor<Q, A> method, Q message, RoutingHeaders headers, Duration standardTimeout) {
        Context caller = Context.current();
        RequestContext request = RequestContext.current();
        Deadline deadline = RequestTimeout.callersOr(caller.getDeadline(), standardTimeout);
        if (deadline.isExpired()) {
            throw new ServiceException(ErrorCode.DEADLINE_PASSED, "The time for this request was over before it could be sent on.");
        }
        CallOptions options = CallOptions.DEFAULT.withDeadline(deadline).withOption(RoutingHeaders.CALL_OPTION, headers);
        long begun = telemetry.nanoTime().getAsLong();
        return UnaryCall.start(channel, method, options, message).handle((answer, thrown) -> {
            if (thrown != null) {
                throw new CompletionException(HopFailures.explain(CallFailure.of(thrown), ROUTER, caller.isCancelled()));
            }
            if (request.phases().nanos(Phase.BACKEND) == 0) {
                request.phases().add(Phase.BACKEND, telemetry.nanoTime().getAsLong() - begun);
            }
            return answer;
        });
    }

    /** Waits for an answer; for the edge that has a thread a request. */
    public static <A> A await(CompletableFuture<A> answer) {
        try {
            return answer.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : failed;
        }
    }

    /** Why requests would not get through at the moment; empty while the channel is up, or merely rests after having been. */
    public Optional<String> reasonNotReachable() {
        ConnectivityState state = channel.getState(true);
        switch (state) {
            case READY -> reached = true;
            case TRANSIENT_FAILURE, SHUTDOWN -> reached = false;
            case IDLE, CONNECTING -> { }
        }
        return reached ? Optional.empty() : Optional.of("the model-router cannot be reached");
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
