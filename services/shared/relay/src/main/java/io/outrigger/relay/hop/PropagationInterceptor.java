package io.outrigger.relay.hop;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.outrigger.chassis.headers.CorrelationId;
import io.outrigger.chassis.headers.PlatformHeader;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.telemetry.CallRecorder;
import io.outrigger.chassis.telemetry.RequestContext;

/**
 * Passes on what belongs to the request being served: its id, its trace, the routing decided so far; and takes back the time
 * that the next hop spent. A call made outside any request goes out as it is.
 */
final class PropagationInterceptor implements ClientInterceptor {

    private final CallRecorder calls;
    private final boolean toService;

    /** @param toService whether a service of ours is called: what a model server takes is its caller's to measure, as one piece */
    PropagationInterceptor(CallRecorder calls, boolean toService) {
        this.calls = calls;
        this.toService = toService;
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        RequestContext request = RequestContext.KEY.get();
        RoutingHeaders decided = options.getOption(RoutingHeaders.CALL_OPTION);
        RoutingHeaders routing = decided != null ? decided : request == null ? RoutingHeaders.NONE : request.routing();
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<R> responseListener, Metadata headers) {
                routing.writeTo(headers);
                if (request == null) {
                    super.start(responseListener, headers);
                    return;
                }
                headers.put(CorrelationId.KEY, request.correlationId());
                CallRecorder.Call call = calls.begin(method.getFullMethodName(), request);
                call.inject(headers, (carrier, key, value) -> carrier.put(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), value));
                super.start(new SimpleForwardingClientCallListener<>(responseListener) {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        long nanos = call.end(status.getCode().name());
                        if (toService) {
                            request.phases().addCall(trailers.get(PlatformHeader.TIMING.key()), nanos);
                        }
                        request.expectedWaitMs(trailers.get(PlatformHeader.EXPECTED_WAIT.key()));
                        super.onClose(status, trailers);
                    }
                }, headers);
            }
        };
    }
}
