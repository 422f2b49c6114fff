package io.outrigger.router;

import static io.outrigger.router.RouterFixture.codeOf;
import static io.outrigger.testing.StockCaller.failureOf;
import static io.outrigger.testing.StockCaller.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.ServerReadyRequest;
import io.outrigger.proto.registry.v1.Model;
import io.outrigger.proto.registry.v1.ServedAs;
import io.outrigger.proto.registry.v1.Strategy;
import io.outrigger.testing.Answers;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInServer.Received;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the orchestrator gets from the router and what comes back. */
class ForwardIT {

    private static RouterFixture platform;

    @BeforeAll
    static void start() {
        platform = new RouterFixture();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void wellBehaved() {
        platform.orchestrator.behave(Behaviour.echo());
    }

    @Test
    void theFleetsOwnNamesOfAVersionGoInAHeaderAlsoWithTheQuestionWhetherItIsReady() {
        Model.Builder model = RouterFixture.model("renamed", Strategy.STRATEGY_ROUND_ROBIN, 2, "default").toBuilder();
        model.getVersionsBuilder(1).setServedAs(ServedAs.newBuilder().setModel("MNIST").setVersion(7));
        BlockingQueue<String> probed = new LinkedBlockingQueue<>();
        platform.orchestrator.readyFor(probe -> {
            if (probe.message().getModelName().equals("renamed")) {
                probed.add(probe.header("x-outrigger-version") + "=" + probe.header("x-outrigger-served-as"));
            }
            return true;
        });
        platform.registry.put(model.build());
        Eventually.isTrue(() -> platform.get("/v1/routes").contains("renamed"));

        platform.caller.blocking("x-outrigger-served-as", "1/spoofed").modelInfer(request("renamed", "", "", 8));
        assertThat(platform.orchestrator.nextRequest().header("x-outrigger-served-as")).isEqualTo("7/MNIST");
        platform.caller.blocking("x-outrigger-served-as", "1/spoofed").modelInfer(request("renamed", "1", "", 8));
        assertThat(platform.orchestrator.nextRequest().header("x-outrigger-served-as")).isNull();
        Eventually.isTrue(() -> probed.contains("v2=7/MNIST") && probed.contains("v1=null"));
    }

    @Test
    void aDirectCallersAliasIsResolvedAndPinnedAndTheMessageGoesOnUntouched() {
        ModelInferRequest sent = request("digits", "stable", "a1", 3_000).toBuilder().setUnknownFields(UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(7).build()).build()).build();

        ModelInferResponse answer = platform.caller.blocking("x-request-id", "req-1", "x-outrigger-fleet", "spoofed")
                .withDeadlineAfter(5, TimeUnit.SECONDS).modelInfer(sent);

        Received received = platform.orchestrator.nextRequest();
        assertThat(received.message()).isEqualTo(sent);
        assertThat(received.header("x-outrigger-model")).isEqualTo("digits");
        assertThat(received.header("x-outrigger-version")).isEqualTo("v1");
        assertThat(received.header("x-outrigger-fleet")).isEqualTo("default");
        assertThat(received.header("x-request-id")).isEqualTo("req-1");
        assertThat(received.timeLeftMs().orElseThrow()).isBetween(3_000L, 5_000L);
        assertThat(answer).isEqualTo(Behaviour.echoOf(sent));
    }

    @Test
    void thePinnedVersionIsKeptWhateverTheAliasSaysNow() {
        platform.caller.blocking("x-outrigger-model", "digits", "x-outrigger-version", "v2").modelInfer(request("digits", "stable", "", 8));

        assertThat(platform.orchestrator.nextRequest().header("x-outrigger-version")).isEqualTo("v2");
    }

    @Test
    void headersThatContradictTheMessageAreRefused() {
        assertThat(codeOf(failureOf(() -> platform.caller.blocking("x-outrigger-model", "digits", "x-outrigger-version", "v1")
                .modelInfer(request("other", "", "", 8))))).isEqualTo(ErrorCode.INVALID_HEADER);
        assertThat(codeOf(failureOf(() -> platform.caller.blocking("x-outrigger-version", "v1")
                .modelInfer(request("digits", "2", "", 8))))).isEqualTo(ErrorCode.INVALID_HEADER);
        assertThat(platform.orchestrator.requests()).isEmpty();
    }

    @Test
    void whatIsNotRegisteredIsNotFoundWithAWordOnWhatIs() {
        StatusRuntimeException noModel = failureOf(() -> platform.caller.blocking().modelInfer(request("nobody", "", "", 8)));
        assertThat(noModel.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(codeOf(noModel)).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(failureOf(() -> platform.caller.blocking().modelInfer(request("digits", "v9", "", 8))).getStatus().getDescription())
                .contains("v9").contains("v1").contains("v2");
        assertThat(platform.caller.blocking().modelReady(ModelReadyRequest.newBuilder().setName("nobody").build()).getReady()).isFalse();
    }

    @Test
    void anAliasThatMovesIsInForceWithinASecond() {
        platform.registry.put(RouterFixture.model("moving", Strategy.STRATEGY_ROUND_ROBIN, 1, "default"));
        Eventually.isTrue(() -> versionServed("moving").equals("v1"));

        platform.registry.put(RouterFixture.model("moving", Strategy.STRATEGY_ROUND_ROBIN, 2, "default"));

        Eventually.isTrue(() -> versionServed("moving").equals("v2"));
    }

    @Test
    void aCancelledCallerCancelsTheNextHop() {
        platform.orchestrator.behave(Behaviour.silence());
        Context.CancellableContext caller = Context.current().withCancellation();
        caller.run(() -> platform.caller.async().modelInfer(request("digits", "1", "gone", 8), new Answers<>(new CompletableFuture<>())));
        platform.orchestrator.nextRequest();

        caller.cancel(null); // there is no deadline, so only this can end it

        assertThat(platform.orchestrator.nextCancelled().message().getId()).isEqualTo("gone");
    }

    @Test
    void theDeadlineShortensOnTheWayAndPasses() {
        platform.orchestrator.behave(Behaviour.silence());

        StatusRuntimeException failure = failureOf(() -> platform.caller.blocking().withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                .modelInfer(request("digits", "1", "", 8)));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(platform.orchestrator.nextRequest().timeLeftMs().orElseThrow()).isLessThanOrEqualTo(200L);
        platform.orchestrator.nextCancelled();
    }

    @Test
    void theNextHopsCodesAndSentencesArePassedOn() {
        platform.orchestrator.behave(RouterFixture.orchestratorSays(ErrorCode.MODEL_REJECTED_INPUT, "bad shape"));

        StatusRuntimeException failure = failureOf(() -> platform.caller.blocking().modelInfer(request("digits", "1", "", 8)));
        platform.orchestrator.nextRequest();

        assertThat(codeOf(failure)).isEqualTo(ErrorCode.MODEL_REJECTED_INPUT);
        assertThat(failure.getStatus().getDescription()).isEqualTo("bad shape");
    }

    @Test
    void sixtyFourCallersAtOnceAreServed() {
        List<CompletableFuture<ModelInferResponse>> answers = IntStream.range(0, 64).mapToObj(i -> {
            CompletableFuture<ModelInferResponse> answer = new CompletableFuture<>();
            platform.caller.async().modelInfer(request("digits", "", "id-" + i, 3_000), new Answers<>(answer));
            return answer;
        }).toList();

        for (int i = 0; i < 64; i++) {
            assertThat(answers.get(i).orTimeout(10, TimeUnit.SECONDS).join().getId()).isEqualTo("id-" + i);
        }
        IntStream.range(0, 64).forEach(i -> platform.orchestrator.nextRequest());
    }

    @Test
    void aLargeMessagePasses() {
        int bytes = (64 << 20) - 4_096;
        ModelInferResponse answer = platform.caller.blocking().modelInfer(request("digits", "1", "", bytes));
        assertThat(answer.getRawOutputContents(0).size()).isEqualTo(bytes);
        platform.orchestrator.nextRequest();
    }

    @Test
    void aStreamIsRoutedCheckedAndFailedMessageByMessage() throws Exception {
        BlockingQueue<ModelStreamInferResponse> answers = new LinkedBlockingQueue<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        StreamObserver<ModelInferRequest> stream = platform.caller.async().modelStreamInfer(new StreamObserver<>() {
            @Override
            public void onNext(ModelStreamInferResponse answer) {
                answers.add(answer);
            }

            @Override
            public void onError(Throwable failure) {
                ended.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                ended.complete(null);
            }
        });
        stream.onNext(request("digits", "", "good", 8));
        stream.onNext(request("nobody", "", "unknown", 8));
        stream.onNext(request("digits", "v9", "no version", 8));
        stream.onNext(request("digits", "v2", "also good", 8));
        stream.onCompleted();
        ended.get(10, TimeUnit.SECONDS);

        assertThat(answers).extracting(answer -> answer.getInferResponse().getId())
                .containsExactly("good", "unknown", "no version", "also good");
        assertThat(answers).extracting(answer -> answer.getErrorMessage().isEmpty()).containsExactly(true, false, false, true);
        assertThat(List.of(platform.orchestrator.nextRequest().header("x-outrigger-version"),
                platform.orchestrator.nextRequest().header("x-outrigger-version"))).containsExactlyInAnyOrder("v1", "v2");
    }

    @Test
    void callsAboutARepositoryGoToTheDefaultFleetOrTheOneThatIsNamed() {
        platform.caller.blocking().repositoryIndex(RepositoryIndexRequest.getDefaultInstance());
        assertThat(platform.orchestrator.nextRequest().header("x-outrigger-fleet")).isEqualTo("default");
        platform.caller.blocking("x-outrigger-fleet", "gpu").repositoryIndex(RepositoryIndexRequest.getDefaultInstance());
        assertThat(platform.orchestrator.nextRequest().header("x-outrigger-fleet")).isEqualTo("gpu");
        assertThat(platform.caller.blocking().serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
    }

    @Test
    void restShowsRoutesAndFleets() {
        assertThat(platform.get("/v1/routes")).contains("""
                "registry_loaded":true,"registry_revision":""", """
                "name":"digits","strategy":"round-robin",""", """
                "stable":"v1"}""", """
                "v2":["default"]""");
        assertThat(platform.get("/v1/fleets")).contains("""
                "fleet":"default","model":"digits","version":"v1","health":"up",""");
    }

    private static String versionServed(String model) {
        try {
            platform.caller.blocking().modelInfer(request(model, "", "", 8));
            return platform.orchestrator.nextRequest().header("x-outrigger-version");
        } catch (StatusRuntimeException notYet) {
            return "";
        }
    }
}
