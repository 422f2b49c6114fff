package io.outrigger.relay.hop;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.chassis.telemetry.Tracing;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.relay.hop.OwnCalls.Work;
import io.outrigger.testing.StandInCollector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The trace of a call that belongs to nobody in particular. */
class OwnCallsTracingIT {

    private final StandInCollector collector = StandInCollector.start();

    @AfterEach
    void stopCollector() {
        collector.close();
    }

    @Test
    void isItsOwnAndLinkedToThoseOfItsRequests() throws Exception {
        RequestContext request;
        try (Telemetry telemetry = Telemetry.of("example", Tracing.to(collector.endpoint()))) {
            request = telemetry.requests().beginOwn("a request that is never recorded", RoutingHeaders.NONE, List.of());
            callNobody(telemetry, request);
        }

        byte[] spans = collector.next();

        assertThat(spans).isNotNull();
        assertThat(new String(spans, StandardCharsets.ISO_8859_1))
                .contains("inference.GRPCInferenceService/ModelInfer", "correlation_id", "backend_failed").doesNotContain("never recorded");
        assertThat(HexFormat.of().formatHex(spans)).contains(request.span().getSpanContext().getTraceId());
    }

    /** The call fails, since there is nobody; a failed call is traced like any other, as who started it calls the failure. */
    private static void callNobody(Telemetry telemetry, RequestContext request) {
        ManagedChannel channel = InProcessChannelBuilder.forName("nobody").directExecutor()
                .intercept(new PropagationInterceptor(telemetry.calls(), false)).build();
        try {
            var answer = new OwnCalls(telemetry).start(channel, InferMethods.MODEL_INFER, Deadline.after(30, TimeUnit.SECONDS),
                    RoutingHeaders.NONE, new Work(List.of(request), 1, failure -> ErrorCode.BACKEND_FAILED), WireMessage.of(new byte[0]));
            assertThat(answer).failsWithin(Duration.ofSeconds(30));
        } finally {
            channel.shutdownNow();
        }
    }
}
