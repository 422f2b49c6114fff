package io.outrigger.perf.micro;

import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.gateway.grants.GrantsView;
import io.outrigger.gateway.grants.LimitSet;
import io.outrigger.gateway.limits.LimitsConfig;
import io.outrigger.gateway.limits.Quota;
import io.outrigger.gateway.limits.QuotaEdge;
import io.outrigger.gateway.limits.RateLimiter;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What its limits cost a call: token buckets of its caller, for requests and rows, that the gateway keeps itself, and the headers. */
@State(Scope.Benchmark)
public class LimitBenchmark {

    private static final long PLENTY = 1_000_000_000;
    private static final LimitsConfig CONFIG = new LimitsConfig(
            new LimitSet(OptionalLong.of(PLENTY), OptionalLong.empty(), OptionalLong.of(PLENTY)), Optional.empty(),
            Duration.ofMillis(100), 1);
    private static final Principal CALLER = new Principal("anna", "acme", Set.of("infer"), Optional.empty());

    private final Telemetry telemetry = Telemetry.local("perf");
    /** Of a registry that is never there: nobody has limits of their own. */
    private final ManagedChannel registry = Grpc.newChannelBuilder("127.0.0.1:1", InsecureChannelCredentials.create()).build();
    private final GrantsView grants = GrantsView.follow(registry);
    private final RateLimiter limiter = RateLimiter.start(CONFIG, telemetry.meters(), System::nanoTime);
    private final QuotaEdge edge = new QuotaEdge(CONFIG, limiter, grants, method -> true);

    /** Ends what runs in the background. */
    @TearDown
    public void close() {
        limiter.close();
        grants.close();
        registry.shutdownNow();
    }

    /** An inference of one row, from the buckets to the headers. */
    @Benchmark
    public Metadata tokenBuckets() throws Exception {
        RequestContext request = telemetry.requests().beginLater("ModelInfer", "id", Optional.empty());
        var call = new AnsweredCall();
        Context.current().withValue(RequestContext.KEY, request).call(() -> CurrentCaller.with(CALLER).call(() ->
                edge.interceptCall(call, new Metadata(), (counted, headers) -> {
                    Quota.inference("digits", 1);
                    counted.sendHeaders(new Metadata());
                    counted.close(Status.OK, new Metadata());
                    return new ServerCall.Listener<>() { };
                })));
        return call.headers;
    }

    /** A call on no network. */
    private static final class AnsweredCall extends ServerCall<ModelInferRequest, ModelInferResponse> {

        private Metadata headers;

        @Override
        public void request(int messages) {
            // no more come
        }

        @Override
        public void sendHeaders(Metadata sent) {
            headers = sent;
        }

        @Override
        public void sendMessage(ModelInferResponse message) {
            // goes nowhere
        }

        @Override
        public void close(Status status, Metadata trailers) {
            // has nobody to tell
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<ModelInferRequest, ModelInferResponse> getMethodDescriptor() {
            return GRPCInferenceServiceGrpc.getModelInferMethod();
        }
    }
}
