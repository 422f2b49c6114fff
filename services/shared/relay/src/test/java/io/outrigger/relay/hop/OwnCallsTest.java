package io.outrigger.relay.hop;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.headers.CorrelationId;
import io.outrigger.chassis.headers.PlatformHeader;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.RequestRecorder;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.relay.hop.OwnCalls.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A call that is started while a request of somebody's is being served, and has nothing to do with it. */
class OwnCallsTest {

    private static final WireMessage MESSAGE = WireMessage.of(new byte[] {0x0a, 0x01, 'm'});
    private static final RoutingHeaders OF_THE_BATCH =
            new RoutingHeaders("", "", "", "", "", "job").withModel("batched").withVersion("v2").withFleet("gpu");

    private final Telemetry telemetry = Telemetry.local("test");
    private final RequestRecorder recorder = telemetry.requests();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final FleetCall received = new FleetCall();
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name).directExecutor().addService(InferMethods.service(
                List.of(ServerMethodDefinition.create(InferMethods.MODEL_INFER, received::begin)))).build().start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().intercept(new PropagationInterceptor(telemetry.calls(), false))
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        timer.shutdownNow();
        telemetry.close();
    }

    @Test
    void goesOutWithItsOwnHeadersIdAndDeadline() {
        RequestContext served = served();
        CompletableFuture<WireMessage> answer = startWhileServing(callerOf(served), List.of(served));

        assertThat(received.headers.get(PlatformHeader.MODEL.key())).isEqualTo("batched");
        assertThat(received.headers.get(PlatformHeader.VERSION.key())).isEqualTo("v2");
        assertThat(received.headers.get(PlatformHeader.FLEET.key())).isEqualTo("gpu");
        assertThat(received.headers.get(PlatformHeader.PRIORITY.key())).isEqualTo("job");
        assertThat(received.headers.keys()).doesNotContain(
                PlatformHeader.TENANT.headerName(), PlatformHeader.BUCKET.headerName(), PlatformHeader.DIGEST.headerName());
        assertThat(received.headers.get(CorrelationId.KEY)).isNotEmpty().isNotEqualTo(served.correlationId());
        assertThat(received.deadline.timeRemaining(TimeUnit.SECONDS)).isGreaterThan(300);
        received.answer();
        assertThat(answer.join().size()).isEqualTo(MESSAGE.size());
    }

    @Test
    void outlivesTheCallerThatItWasStartedBy() {
        Context.CancellableContext caller = callerOf(served());
        CompletableFuture<WireMessage> answer = startWhileServing(caller, List.of());

        caller.cancel(new IllegalStateException("the caller has gone"));

        assertThat(received.cancelled).isFalse();
        assertThat(answer).isNotDone();
        received.answer();
        assertThat(answer.join().size()).isEqualTo(MESSAGE.size());
    }

    @Test
    void isCancelledByWhoeverStartedItAndByNobodyElse() {
        CompletableFuture<WireMessage> answer = startWhileServing(Context.ROOT.withCancellation(), List.of());
        assertThat(received.cancelled).isFalse();

        answer.cancel(false);

        assertThat(received.cancelled).isTrue();
    }

    @Test
    void failsAsAnyCallDoes() {
        CompletableFuture<WireMessage> answer = startWhileServing(Context.ROOT.withCancellation(), List.of());
        received.call.close(Status.UNAVAILABLE.withDescription("full"), new Metadata());

        assertThat(answer).failsWithin(Duration.ofSeconds(10)).withThrowableThat()
                .withCauseInstanceOf(CallFailure.class).withMessageContaining("full");
    }

    private RequestContext served() {
        return recorder.beginOwn("served", new RoutingHeaders("callers", "v1", "", "7", "team-a", "live").withDigest("d"), List.of());
    }

    private Context.CancellableContext callerOf(RequestContext served) {
        return Context.ROOT.withValue(RequestContext.KEY, served).withDeadlineAfter(60, TimeUnit.SECONDS, timer);
    }

    private CompletableFuture<WireMessage> startWhileServing(Context caller, List<RequestContext> requests) {
        Context before = caller.attach();
        try {
            return new OwnCalls(telemetry).start(channel, InferMethods.MODEL_INFER, Deadline.after(600, TimeUnit.SECONDS),
                    OF_THE_BATCH, new Work(requests, 1, failure -> ErrorCode.BACKEND_FAILED), MESSAGE);
        } finally {
            caller.detach(before);
        }
    }

    /** The fleet's side of the call, which waits to be told what to answer; all on the calling thread. */
    private static final class FleetCall {

        private ServerCall<WireMessage, WireMessage> call;
        private Metadata headers;
        private Deadline deadline;
        private boolean cancelled;

        ServerCall.Listener<WireMessage> begin(ServerCall<WireMessage, WireMessage> begun, Metadata with) {
            call = begun;
            headers = with;
            deadline = Context.current().getDeadline();
            begun.request(1);
            return new ServerCall.Listener<>() {
                @Override
                public void onCancel() {
                    cancelled = true;
                }
            };
        }

        void answer() {
            call.sendHeaders(new Metadata());
            call.sendMessage(MESSAGE);
            call.close(Status.OK, new Metadata());
        }
    }
}
