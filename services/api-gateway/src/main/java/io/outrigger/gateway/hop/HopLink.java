package io.outrigger.gateway.hop;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.relay.hop.CallFailure;
import io.outrigger.relay.hop.Channels;
import io.outrigger.relay.hop.HopFailures;
import io.outrigger.relay.hop.Reach;
import io.outrigger.relay.hop.UnaryCall;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The one channel to a service behind the gateway. Each request goes over it once: retries are the mesh's. */
public final class HopLink implements AutoCloseable {

    private final String name;
    private final ManagedChannel channel;
    private final Reach reach;

    /** @param name of the service, for sentences */
    public HopLink(String name, HostPort address, long messageBytesMax, Telemetry telemetry) {
        this.name = name;
        this.channel = Channels.toService(address, messageBytesMax, telemetry);
        this.reach = new Reach(channel, name);
    }

    /** Calls the service in the current request's context; what it fails with is a ServiceException. */
    public <Q, A> CompletableFuture<A> call(MethodDescriptor<Q, A> method, Q message, RoutingHeaders headers, Duration standardTimeout) {
        Context caller = Context.current();
        Deadline deadline = RequestTimeout.callersOr(caller.getDeadline(), standardTimeout);
        if (deadline.isExpired()) {
            throw new ServiceException(ErrorCode.DEADLINE_PASSED, "The time for this request was over before it could be sent on.");
        }
        CallOptions options = options(headers).withDeadline(deadline);
        return UnaryCall.start(channel, method, options, message).handle((answer, thrown) -> {
            if (thrown != null) {
                throw new CompletionException(HopFailures.explain(CallFailure.of(thrown), name, caller.isCancelled()));
            }
            return answer;
        });
    }

    /** Begins a call whose answer comes in pieces, in the current request's context and without an end in time of its own. */
    public <Q, A> AnswerStream<A> read(MethodDescriptor<Q, A> method, Q message, RoutingHeaders headers) {
        return AnswerStream.start(channel, method, options(headers), message, name);
    }

    /** Begins a call whose request goes in pieces, as {@link #read} does. */
    public <Q, A> RequestStream<Q, A> write(MethodDescriptor<Q, A> method, RoutingHeaders headers) {
        return RequestStream.start(channel, method, options(headers), name);
    }

    /** For calls that are passed on as they are. */
    public Channel channel() {
        return channel;
    }

    /** What a call with these headers goes with. */
    public static CallOptions options(RoutingHeaders headers) {
        return CallOptions.DEFAULT.withOption(RoutingHeaders.CALL_OPTION, headers);
    }

    /** The service's name, for sentences. */
    public String name() {
        return name;
    }

    /** Waits for an answer that belongs to the current request; for the edge that has a thread a request. */
    public static <A> A await(CompletableFuture<A> answer) {
        try {
            A ready = answer.join();
            RequestContext.current().phases().resumed();
            return ready;
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : failed;
        }
    }

    /** Why requests would not get through at the moment; empty while the channel is up, or merely rests after having been. */
    public Optional<String> reasonNotReachable() {
        return reach.reasonNotReachable();
    }

    @Override
    public void close() {
        reach.close();
        channel.shutdownNow();
    }
}
