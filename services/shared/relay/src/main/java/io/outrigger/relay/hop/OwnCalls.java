package io.outrigger.relay.hop;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.RequestRecorder;
import io.outrigger.chassis.telemetry.Telemetry;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Calls of the next hop that belong to no single caller, such as the call of a batch.
 *
 * <p>Nothing of what the calling thread happens to serve goes along: neither its cancellation nor its deadline, ids, trace or
 * headers. Such a call has what it is given here, and an id, a trace and a line in the log of its own. Safe for several threads.
 */
public final class OwnCalls {

    private final RequestRecorder recorder;

    /**
     * What a call is made for.
     *
     * @param requests perhaps none: their spans and the call's are linked, and their fate is not the call's
     * @param rows of the call's message
     * @param codes what a failure is called in the call's own record
     */
    public record Work(Collection<RequestContext> requests, int rows, Function<CallFailure, ErrorCode> codes) {
    }

    public OwnCalls(Telemetry telemetry) {
        this.recorder = telemetry.requests();
    }

    /**
     * Starts a call, which fails as one of {@link UnaryCall} does; whoever cancels the future cancels the call.
     *
     * @param deadline after which nobody waits for any of it
     */
    public <Q, A> CompletableFuture<A> start(Channel channel, MethodDescriptor<Q, A> method, Deadline deadline, RoutingHeaders headers,
            Work work, Q message) {
        RequestContext own = recorder.beginOwn(method.getFullMethodName(), headers, work.requests());
        own.span().setAttribute("rows", work.rows());
        Context.CancellableContext context = Context.ROOT.withValue(RequestContext.KEY, own).withCancellation();
        Context outer = context.attach();
        CompletableFuture<A> answer;
        try {
            answer = UnaryCall.start(channel, method, CallOptions.DEFAULT.withDeadline(deadline), message);
        } finally {
            context.detach(outer);
        }
        answer.whenComplete((_, thrown) -> {
            context.cancel(null);
            end(own, thrown, work.codes());
        });
        return answer;
    }

    private void end(RequestContext own, Throwable thrown, Function<CallFailure, ErrorCode> codes) {
        if (thrown == null) {
            recorder.end(own, Status.Code.OK.name());
            return;
        }
        CallFailure failure = CallFailure.of(thrown);
        own.failed(thrown instanceof CancellationException ? ErrorCode.CALLER_CANCELLED : codes.apply(failure));
        recorder.end(own, failure.status().getCode().name());
    }
}
