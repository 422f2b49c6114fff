package io.outrigger.orchestrator;

import static io.outrigger.orchestrator.OrchestratorFixture.codeOf;
import static io.outrigger.testing.StockCaller.failureOf;
import static io.outrigger.testing.StockCaller.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import io.outrigger.testing.Answers;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers are told when a fleet fails. */
class FailureIT {

    private OrchestratorFixture platform;

    @BeforeEach
    void start() {
        platform = new OrchestratorFixture("MESSAGE_BYTES_MAX", "1MiB");
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void aFleetThatIsKilledBetweenRequestsIsUnavailableAndItsReturnIsNoticedWithinTwoSeconds() {
        infer();
        int port = platform.fleet.port();
        platform.fleet.kill();
        Eventually.isTrue(() -> !platform.page("/v1/fleets").contains("READY")); // until then the request would be lost with its connection

        StatusRuntimeException failure = failureOf(this::infer);
        assertThat(codeOf(failure)).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure.getStatus().getDescription()).contains("cannot be reached").contains("digits").contains("default");
        assertThat(codeOf(failureOf(() -> platform.caller.blocking().modelReady(
                ModelReadyRequest.newBuilder().setName("digits").build())))).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);

        try (StandInServer back = StandInServer.startAt(port)) {
            Eventually.isTrue(this::answers);
            assertThat(back.requests()).isNotEmpty();
        }
    }

    @Test
    void aConnectionThatBreaksInMidRequestIsLostAndNotUnavailable() throws Exception {
        platform.fleet.behave(Behaviour.silence());
        CompletableFuture<ModelInferResponse> answer = new CompletableFuture<>();
        platform.caller.async().modelInfer(request("digits", "1", "", 8), new Answers<>(answer));
        platform.fleet.nextRequest();

        platform.fleet.kill();

        StatusRuntimeException failure = failureOf(() -> joined(answer));
        assertThat(codeOf(failure)).isEqualTo(ErrorCode.BACKEND_LOST);
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
    }

    @Test
    void anAnswerOverOurLimitIsTheBackendsFailure() {
        platform.fleet.behave((request, caller) -> {
            caller.onNext(ModelInferResponse.newBuilder().addRawOutputContents(ByteString.copyFrom(new byte[2 << 20])).build());
            caller.onCompleted();
        });

        StatusRuntimeException failure = failureOf(this::infer);

        assertThat(codeOf(failure)).isEqualTo(ErrorCode.BACKEND_FAILED);
        assertThat(failure.getStatus().getDescription()).contains("larger");
    }

    @Test
    void theServersOwnWordsArePassedOn() {
        platform.fleet.behave(Behaviour.failing(Status.INVALID_ARGUMENT.withDescription(
                "[request id: <id_unknown>] unexpected shape for input 'input' for model 'digits'. Expected [-1,64], got [1,63].")));
        StatusRuntimeException refused = failureOf(this::infer);
        assertThat(codeOf(refused)).isEqualTo(ErrorCode.MODEL_REJECTED_INPUT);
        assertThat(refused.getStatus().getDescription()).contains("Expected [-1,64], got [1,63]").doesNotContain("id_unknown");

        platform.fleet.behave(Behaviour.failing(Status.UNAVAILABLE.withDescription("Exceeds maximum queue size")));
        StatusRuntimeException full = failureOf(this::infer);
        assertThat(codeOf(full)).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(GrpcErrors.ofStatus(full.getStatus(), full.getTrailers()).retryAfter())
                .contains(Duration.ofSeconds(1));
    }

    @Test
    void aFleetNobodyKnowsWithoutTheRegistryIsADependencyProblem() {
        int nobodyThere = platform.registry.port();
        platform.registry.close();
        try (OrchestratorFixture alone = new OrchestratorFixture("REGISTRY_GRPC", "127.0.0.1:" + nobodyThere)) {
            assertThat(codeOf(failureOf(() -> alone.caller.blocking("x-outrigger-fleet", "gpu").modelInfer(request("digits", "1", "", 8)))))
                    .isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
            assertThat(alone.caller.blocking().modelInfer(request("digits", "1", "x", 8)).getId()).isEqualTo("x");
        }
    }

    @Test
    void aStreamAnswersInOrderAndGoesOnAfterABadMessage() throws Exception {
        CountDownLatch firstMayAnswer = new CountDownLatch(1);
        platform.fleet.behave((request, caller) -> Thread.startVirtualThread(() -> {
            if (request.message().getId().equals("m0")) {
                awaitQuietly(firstMayAnswer);
            }
            if (request.message().getId().equals("m2")) {
                caller.onError(Status.INVALID_ARGUMENT.withDescription("bad row").asRuntimeException());
            } else {
                Behaviour.echo().answer(request, caller);
            }
        }));
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
        for (int i = 0; i < 40; i++) {
            stream.onNext(i == 3 ? ModelInferRequest.newBuilder().setId("m3").build() : request("digits", "1", "m" + i, 100));
        }
        stream.onCompleted();
        Eventually.isTrue(() -> platform.fleet.requests().size() >= 15);
        assertThat(answers).isEmpty();
        assertThat(platform.fleet.requests().size()).isLessThanOrEqualTo(16);

        firstMayAnswer.countDown();
        ended.get(10, TimeUnit.SECONDS);

        List<ModelStreamInferResponse> all = List.copyOf(answers);
        assertThat(all).extracting(answer -> answer.getInferResponse().getId())
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 40).mapToObj(i -> "m" + i).toList());
        assertThat(all.get(2).getErrorMessage()).contains("bad row");
        assertThat(all.get(3).getErrorMessage()).contains("model_name");
        assertThat(all).filteredOn(answer -> answer.getErrorMessage().isEmpty()).hasSize(38);
    }

    private void infer() {
        platform.caller.blocking().modelInfer(request("digits", "1", "", 8));
    }

    private boolean answers() {
        try {
            infer();
            return true;
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    private static void joined(CompletableFuture<?> answer) {
        try {
            answer.orTimeout(10, TimeUnit.SECONDS).join();
        } catch (java.util.concurrent.CompletionException e) {
            throw (StatusRuntimeException) e.getCause();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
