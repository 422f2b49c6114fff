package io.outrigger.orchestrator;

import static io.outrigger.testing.StockCaller.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import io.outrigger.proto.registry.v1.Model;
import io.outrigger.proto.registry.v1.ServedAs;
import io.outrigger.proto.registry.v1.Signature;
import io.outrigger.proto.registry.v1.Strategy;
import io.outrigger.proto.registry.v1.Version;
import io.outrigger.testing.Answers;
import io.outrigger.testing.Eventually;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A version that its fleet knows under another name and number: the fleet is asked in its words, the caller answered in the caller's. */
class ServedAsIT {

    private static final String[] ROUTED = {"x-outrigger-model", "digits", "x-outrigger-version", "v3", "x-outrigger-fleet", "default",
        "x-outrigger-served-as", "12/MNIST/fp16"};

    private static OrchestratorFixture platform;

    @BeforeAll
    static void start() {
        platform = new OrchestratorFixture();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void anInferenceIsAskedInTheFleetsNamesAndAnsweredInTheCallers() {
        ModelInferResponse answer = platform.caller.blocking(ROUTED).modelInfer(request("digits", "stable", "a1", 3_000));

        ModelInferRequest received = platform.fleet.nextRequest().message();
        assertThat(received.getModelName()).isEqualTo("MNIST/fp16");
        assertThat(received.getModelVersion()).isEqualTo("12");
        assertThat(answer.getModelName()).isEqualTo("digits");
        assertThat(answer.getModelVersion()).isEqualTo("3");
        assertThat(answer.getId()).isEqualTo("a1");
        assertThat(answer.getRawOutputContents(0).size()).isEqualTo(3_000);
    }

    @Test
    void aStreamTooAndSoTheQuestionWhetherItIsReady() throws Exception {
        CompletableFuture<ModelStreamInferResponse> answer = new CompletableFuture<>();
        StreamObserver<ModelInferRequest> stream = platform.caller.async(ROUTED).modelStreamInfer(new Answers<>(answer));
        stream.onNext(request("digits", "", "s1", 8));
        ModelInferResponse response = answer.get(10, TimeUnit.SECONDS).getInferResponse();
        stream.onCompleted();

        assertThat(platform.fleet.nextRequest().message().getModelName()).isEqualTo("MNIST/fp16");
        assertThat(response.getModelName()).isEqualTo("digits");
        assertThat(response.getModelVersion()).isEqualTo("3");
        platform.fleet.readyFor(asked -> asked.message().getModelName().equals("MNIST/fp16")
                && asked.message().getModelVersion().equals("12"));
        try {
            ModelReadyRequest question = ModelReadyRequest.newBuilder().setName("digits").build();
            assertThat(platform.caller.blocking(ROUTED).modelReady(question).getReady()).isTrue();
        } finally {
            platform.fleet.readyFor(any -> true);
        }
    }

    @Test
    void whoComesWithoutARouterFindsTheNamesInTheRegistry() {
        platform.registry.put(Model.newBuilder().setName("direct").setStrategy(Strategy.STRATEGY_ROUND_ROBIN)
                .addVersions(Version.newBuilder().setNumber(2).setSignature(Signature.getDefaultInstance()).addFleets("default")
                        .setServedAs(ServedAs.newBuilder().setModel("other").setVersion(9))).build());

        Eventually.isTrue(() -> {
            ModelInferResponse answer = platform.caller.blocking().modelInfer(request("direct", "v2", "", 8));
            ModelInferRequest received = platform.fleet.nextRequest().message();
            return received.getModelName().equals("other") && received.getModelVersion().equals("9")
                    && answer.getModelName().equals("direct") && answer.getModelVersion().equals("2");
        });
    }

    @Test
    void aHeaderThatMakesNoSenseIsNoNameAtAll() {
        platform.caller.blocking("x-outrigger-model", "digits", "x-outrigger-version", "v3", "x-outrigger-fleet", "default",
                "x-outrigger-served-as", "nonsense").modelInfer(request("digits", "", "", 8));

        assertThat(platform.fleet.nextRequest().message().getModelName()).isEqualTo("digits");
    }
}
