package io.outrigger.orchestrator.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.grpc.Deadline;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.headers.Tenant;
import io.outrigger.openinference.wire.InferRequests;
import io.outrigger.openinference.wire.RequestScanner;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {

    @ParameterizedTest
    @CsvSource({"'','',''", "3,'',3", "v3,'',3", "stable,v4,4", "'',v4,4", "9,v4,4"})
    void theVersionIsADecimalNumberOrNothing(String requested, String pinned, String onTheWire) {
        Destination destination = Destination.of("m", requested, RoutingHeaders.NONE.withVersion(pinned));
        assertThat(destination.versionOnTheWire()).isEqualTo(onTheWire);
    }

    @Test
    void anAliasThatNobodyResolvedIsRefused() {
        assertThatThrownBy(() -> Destination.of("m", "stable", RoutingHeaders.NONE))
                .isInstanceOfSatisfying(ServiceException.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_VERSION));
    }

    @Test
    void withoutAFleetItIsTheDefaultOne() {
        assertThat(Destination.of("m", "", RoutingHeaders.NONE).fleet()).isEqualTo("default");
        assertThat(Destination.of("m", "", RoutingHeaders.NONE.withFleet("gpu"))).extracting(Destination::fleet, Destination::routed)
                .containsExactly("gpu", true);
    }

    @Test
    void versionAndTimeoutAreRewrittenAndAllElseIsKept() {
        ModelInferRequest request = ModelInferRequest.newBuilder().setModelName("m").setModelVersion("stable").setId("i")
                .putParameters("timeout", InferParameter.newBuilder().setStringParam("forever").build())
                .putParameters("priority", InferParameter.newBuilder().setUint64Param(1).build())
                .build();

        ModelInferRequest dispatched = InferRequests.parse(FleetBackend.dispatched(new Inference(
                RequestScanner.scan(WireMessage.of(request)), request.getParametersMap(),
                Destination.of("m", "stable", RoutingHeaders.NONE.withVersion("v3")), Deadline.after(2, TimeUnit.SECONDS),
                Context.ROOT, Priority.LIVE, Tenant.NOBODY, "")));

        assertThat(dispatched.getModelVersion()).isEqualTo("3");
        assertThat(dispatched.getParametersOrThrow("timeout").getInt64Param()).isBetween(1_000_000L, 2_000_000L);
        assertThat(dispatched.getParametersOrThrow("priority").getUint64Param()).isEqualTo(1);
        assertThat(dispatched.getId()).isEqualTo("i");
    }
}
