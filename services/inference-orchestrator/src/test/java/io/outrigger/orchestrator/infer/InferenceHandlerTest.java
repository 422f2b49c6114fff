package io.outrigger.orchestrator.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.openinference.wire.RequestScanner;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.orchestrator.backend.Answer;
import io.outrigger.orchestrator.backend.Inference;
import io.outrigger.orchestrator.backend.LatencyTable;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.registryview.RegistrySnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a backend is given of a request. */
class InferenceHandlerTest {

    private static final InferParameter FIVE = InferParameter.newBuilder().setInt64Param(5).build();

    private final Telemetry telemetry = Telemetry.local("test");
    private final List<Inference> given = new ArrayList<>();
    private final InferenceHandler handler = new InferenceHandler(inference -> {
        given.add(inference);
        return CompletableFuture.completedFuture(new Answer(WireMessage.of(new byte[0]), ""));
    }, fleet -> true, new KnownModels(() -> RegistrySnapshot.EMPTY, new LatencyTable()), Duration.ofSeconds(5));

    @AfterEach
    void close() {
        telemetry.close();
    }

    @ParameterizedTest
    @CsvSource({"live,team-a,LIVE,team-a", "job,team-b,JOB,team-b", "'','',LIVE,''", "urgent,two words,LIVE,''"})
    void priorityAndTenantAreTheHeadersOrTheirFallbacks(String priority, String tenant, Priority expected, String payer) {
        handle(ModelInferRequest.newBuilder().setModelName("digits").build(), new RoutingHeaders("", "", "", "", tenant, priority));

        assertThat(given).singleElement().satisfies(inference -> {
            assertThat(inference.priority()).isEqualTo(expected);
            assertThat(inference.tenant()).isEqualTo(payer);
        });
    }

    @Test
    void theBytesAreThoseThatCameAndTheParametersAreRead() {
        ModelInferRequest request = ModelInferRequest.newBuilder().setModelName("digits").putParameters("mine", FIVE).build();
        WireMessage message = handle(request, RoutingHeaders.NONE);

        assertThat(given).singleElement().satisfies(inference -> {
            assertThat(inference.request().message()).isSameAs(message);
            assertThat(inference.parameters()).containsOnlyKeys("mine").containsValue(FIVE);
        });
    }

    @Test
    void parametersThatNobodyServesAreRefusedBeforeABackendSeesThem() {
        ModelInferRequest ofTheRequest = ModelInferRequest.newBuilder().setModelName("m").putParameters("triton_other", FIVE).build();
        ModelInferRequest ofATensor = ModelInferRequest.newBuilder().setModelName("m").addInputs(
                InferInputTensor.newBuilder().setName("in").putParameters("shared_memory_region", FIVE)).build();
        for (ModelInferRequest request : List.of(ofTheRequest, ofATensor)) {
            assertThatThrownBy(() -> handle(request, RoutingHeaders.NONE)).isInstanceOfSatisfying(ServiceException.class,
                    refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_FIELD));
        }
        assertThat(given).isEmpty();
    }

    private WireMessage handle(ModelInferRequest request, RoutingHeaders headers) {
        WireMessage message = WireMessage.of(request);
        RequestContext record = telemetry.requests().beginOwn("infer", headers, List.of());
        Context before = Context.current().withValue(RequestContext.KEY, record).attach();
        try {
            handler.handle(RequestScanner.scan(message));
            return message;
        } finally {
            Context.current().detach(before);
        }
    }
}
