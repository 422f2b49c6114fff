package io.outrigger.chassis.server;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.telemetry.RequestContext;

/**
 * Holds gRPC calls to their tenants' shares of the server's {@link Admission}, by the caller's own tenant or by that which the hop
 * before has named. Streams in both directions hold no share: they last, and their messages are held to the whole. Large messages of
 * either count as their tenant's.
 */
final class FairInterceptor implements ServerInterceptor {

    private final Admission admission;

    FairInterceptor(Admission admission) {
        this.admission = admission;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (call.getMethodDescriptor().getServiceName().startsWith("grpc.")) {
            return next.startCall(call, headers);
        }
        var routing = RequestContext.current().routing();
        String tenant = CurrentCaller.isKnown() ? CurrentCaller.get().tenant() : routing.tenant();
        IncomingMessages.current().belongTo(tenant);
        if (call.getMethodDescriptor().getType() == MethodType.BIDI_STREAMING) {
            return next.startCall(call, headers);
        }
        admission.enterAs(tenant, Priority.ofHeader(routing.priority()));
        return CallPlace.serve(call, headers, next, () -> admission.leaveAs(tenant));
    }
}
