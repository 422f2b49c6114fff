package io.outrigger.orchestrator;

import static io.outrigger.orchestrator.OrchestratorFixture.codeOf;
import static io.outrigger.testing.StockCaller.failureOf;
import static io.outrigger.testing.StockCaller.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.ServerLiveRequest;
import io.outrigger.testing.Answers;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInServer;
import io.outrigger.testing.StandInServer.Received;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What reaches a fleet and what comes back, while all is well. */
class DispatchIT {

    private static OrchestratorFixture platform;

    @BeforeAll
    static void start() {
        platform = new OrchestratorFixture();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void wellBehaved() {
        platform.fleet.behave(Behaviour.echo());
    }

    @Test
    void theFleetGetsTheVersionsNumberAndTheRemainingTimeAndTheAnswerComesBackAsItWas() {
        ModelInferRequest sent = request("digits", "stable", "a1", 3_000);

        ModelInferResponse answer = platform.caller.blocking("x-outrigger-model", "digits", "x-outrigger-version", "v3",
                "x-outrigger-fleet", "default", "x-request-id", "req-1").withDeadlineAfter(5, TimeUnit.SECONDS).modelInfer(sent);

        Received received = platform.fleet.nextRequest();
        assertThat(received.message().getModelVersion()).isEqualTo("3");
        assertThat(received.message().getRawInputContentsList()).isEqualTo(sent.getRawInputContentsList());
        assertThat(received.message().getParametersOrThrow("timeout").getInt64Param()).isBetween(3_000_000L, 5_000_000L);
        assertThat(received.timeLeftMs().orElseThrow()).isBetween(3_000L, 5_000L);
        assertThat(received.header("x-request-id")).isEqualTo("req-1");
        assertThat(answer).isEqualTo(Behaviour.echoOf(received.message()));
    }

    @Test
    void aTimeoutOfTheCallersOwnIsShortenedButNeverLengthened() {
        for (long callers : new long[] {1_000, 60_000_000, 0}) {
            ModelInferRequest sent = request("digits", "1", "", 8).toBuilder()
                    .putParameters("timeout", InferParameter.newBuilder().setInt64Param(callers).build()).build();
            platform.caller.blocking().withDeadlineAfter(5, TimeUnit.SECONDS).modelInfer(sent);

            long received = platform.fleet.nextRequest().message().getParametersOrThrow("timeout").getInt64Param();
            assertThat(received).isPositive().isLessThanOrEqualTo(callers == 1_000 ? 1_000 : 5_000_000);
        }
    }

    @Test
    void anAnswerWithAVersionThatIsNoneIsStillAnAnswer() {
        for (String version : List.of("0", "V3", "007", "99999999999", "latest")) {
            platform.fleet.behave((request, caller) -> {
                caller.onNext(ModelInferResponse.newBuilder().setModelVersion(version).build());
                caller.onCompleted();
            });

            assertThat(platform.caller.blocking().modelInfer(request("digits", "", "", 8)).getModelVersion()).isEqualTo(version);
            platform.fleet.nextRequest();
        }
    }

    @Test
    void aRequestWithoutVersionGoesUnpinnedAndWithoutDeadlineGetsTheStandardOne() throws Exception {
        CompletableFuture<ModelInferResponse> answer = new CompletableFuture<>();
        platform.caller.async().modelInfer(request("digits", "", "", 8), new Answers<>(answer));

        Received received = platform.fleet.nextRequest();
        assertThat(received.message().getModelVersion()).isEmpty();
        assertThat(received.timeLeftMs().orElseThrow()).isBetween(25_000L, 30_000L);
        assertThat(answer.get(5, TimeUnit.SECONDS).getModelVersion()).isEqualTo("7");
    }

    @Test
    void headerAndMessageMayNotNameDifferentModels() {
        StatusRuntimeException failure = failureOf(() ->
                platform.caller.blocking("x-outrigger-model", "allowed").modelInfer(request("forbidden", "1", "", 8)));

        assertThat(codeOf(failure)).isEqualTo(ErrorCode.INVALID_HEADER);
        assertThat(failure.getStatus().getDescription()).contains("allowed").contains("forbidden");
    }

    @Test
    void aCancelledCallerFreesTheFleetAtOnce() {
        platform.fleet.behave(Behaviour.silence());
        Context.CancellableContext caller = Context.current().withCancellation();
        caller.run(() -> platform.caller.async().modelInfer(request("digits", "1", "gone", 8), new Answers<>(new CompletableFuture<>())));
        platform.fleet.nextRequest();

        caller.cancel(null); // there is no deadline, so only this can end it

        assertThat(platform.fleet.nextCancelled().message().getId()).isEqualTo("gone");
    }

    @Test
    void theDeadlinePassesThrough() {
        platform.fleet.behave(Behaviour.silence());

        StatusRuntimeException failure = failureOf(() -> platform.caller.blocking().withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                .modelInfer(request("digits", "1", "", 8)));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(platform.fleet.nextRequest().timeLeftMs().orElseThrow()).isLessThanOrEqualTo(200L);
        platform.fleet.nextCancelled();
    }

    @Test
    void sixtyFourCallersAtOnceAreServed() {
        List<CompletableFuture<ModelInferResponse>> answers = IntStream.range(0, 64).mapToObj(i -> {
            CompletableFuture<ModelInferResponse> answer = new CompletableFuture<>();
            platform.caller.async().modelInfer(request("digits", "1", "id-" + i, 3_000), new Answers<>(answer));
            return answer;
        }).toList();

        for (int i = 0; i < 64; i++) {
            assertThat(answers.get(i).orTimeout(10, TimeUnit.SECONDS).join().getId()).isEqualTo("id-" + i);
        }
        IntStream.range(0, 64).forEach(i -> platform.fleet.nextRequest());
    }

    @Test
    void messagesNearTheLimitPassAndLargerOnesAreRefused() {
        int limit = 64 << 20;
        ModelInferResponse answer = platform.caller.blocking().modelInfer(request("digits", "1", "", limit - 4_096));
        assertThat(answer.getRawOutputContents(0).size()).isEqualTo(limit - 4_096);
        platform.fleet.nextRequest();

        StatusRuntimeException tooLarge = failureOf(() -> platform.caller.blocking().modelInfer(request("digits", "1", "", limit + 1)));
        assertThat(tooLarge.getStatus().getCode()).isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED);
        assertThat(platform.fleet.requests()).isEmpty();
    }

    @Test
    void otherCallsArePassedOnWithTheVersionsNumber() {
        platform.fleet.readyFor(query -> query.message().getModelVersion().equals("4"));

        assertThat(platform.caller.blocking("x-outrigger-version", "v4")
                .modelReady(ModelReadyRequest.newBuilder().setName("digits").setVersion("stable").build()).getReady()).isTrue();
        assertThat(platform.caller.blocking()
                .modelReady(ModelReadyRequest.newBuilder().setName("digits").setVersion("v5").build()).getReady()).isFalse();
        assertThat(platform.caller.blocking().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModels(0).getName())
                .isEqualTo("echo");
        platform.fleet.nextRequest();
        assertThat(platform.caller.blocking().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    }

    @Test
    void everyOtherFleetsAddressComesFromTheRegistryAndFollowsIt() {
        try (StandInServer first = StandInServer.start(); StandInServer second = StandInServer.start()) {
            first.behave((request, caller) -> answerId(caller, "first"));
            second.behave((request, caller) -> answerId(caller, "second"));
            platform.registry.put(OrchestratorFixture.fleet("gpu", first));
            Eventually.isTrue(() -> idFrom("gpu").equals("first"));

            platform.registry.put(OrchestratorFixture.fleet("gpu", second));
            Eventually.isTrue(() -> idFrom("gpu").equals("second"));

            platform.registry.deleteFleet("gpu");
            Eventually.isTrue(() -> idFrom("gpu").equals(ErrorCode.FLEET_NOT_FOUND.code()));
        }
    }

    @Test
    void aFleetOfWhichTheNewsHasNotComeYetIsWaitedFor() throws Exception {
        try (StandInServer gpu = StandInServer.start(); var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            gpu.behave((request, caller) -> answerId(caller, "fresh"));
            platform.registry.put(OrchestratorFixture.fleet("known", gpu));
            Eventually.isTrue(() -> idFrom("known").equals("fresh"));
            int before = platform.registry.questions();
            platform.registry.holdBack();
            platform.registry.put(OrchestratorFixture.fleet("gpu", gpu));

            Future<String> answer = callers.submit(() -> idFrom("gpu"));
            Eventually.isTrue(() -> platform.registry.questions() > before || answer.isDone());
            platform.registry.letGo();

            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("fresh");
        }
    }

    @Test
    void whatMayAnswerIsToldToTheFleetAndItsRefusalToTheCaller() {
        String digest = "ab".repeat(32);
        platform.caller.blocking("x-outrigger-version", "v3", "x-outrigger-digest", digest).modelInfer(request("held", "3", "", 8));
        assertThat(platform.fleet.nextRequest().header("x-outrigger-digest")).isEqualTo(digest);

        String sentence = "model '" + "m".repeat(128) + "' was loaded from sha256:" + "0".repeat(64) + ", and sha256:" + digest
                + " is registered; " + "word ".repeat(20);
        platform.fleet.behave(Behaviour.failing(
                GrpcErrors.toStatus(new ServiceException(ErrorCode.ARTIFACT_MISMATCH, sentence), "id")));
        StatusRuntimeException refused = failureOf(() -> platform.caller.blocking("x-outrigger-version", "v3", "x-outrigger-digest", digest)
                .modelInfer(request("held", "3", "", 8)));
        platform.fleet.nextRequest();
        assertThat(codeOf(refused)).isEqualTo(ErrorCode.ARTIFACT_MISMATCH);
        assertThat(refused.getStatus().getDescription()).contains(sentence);
    }

    @Test
    void restShowsFleetsAndLatencies() {
        platform.caller.blocking("x-outrigger-version", "v3").modelInfer(request("shown", "3", "", 8));
        platform.fleet.nextRequest();

        assertThat(platform.page("/v1/fleets")).contains("""
                "name":"default","address":"%s","channel":"READY",""".formatted(platform.fleet.address()), """
                "model":"shown","version":"v3","count":1""");
    }

    private static String idFrom(String fleet) {
        try {
            return platform.caller.blocking("x-outrigger-fleet", fleet).modelInfer(request("digits", "1", "", 8)).getId();
        } catch (StatusRuntimeException failure) {
            return codeOf(failure).code();
        }
    }

    private static void answerId(io.grpc.stub.StreamObserver<ModelInferResponse> caller, String id) {
        caller.onNext(ModelInferResponse.newBuilder().setId(id).build());
        caller.onCompleted();
    }
}
