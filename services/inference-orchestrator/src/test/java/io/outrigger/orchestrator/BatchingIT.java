package io.outrigger.orchestrator;

import static io.outrigger.orchestrator.OrchestratorFixture.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.registry.v1.Model;
import io.outrigger.proto.registry.v1.Signature;
import io.outrigger.proto.registry.v1.Strategy;
import io.outrigger.proto.registry.v1.Version;
import io.outrigger.testing.Answers;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInServer.Received;
import io.outrigger.testing.StockCaller;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that share calls, as their callers and the fleet see it. It is one piece because each test needs the fleet that answers when it
 * is let.
 */
class BatchingIT {

    private static final int ROWS_MAX = 8;
    private static final int POISON = 255;

    private final BlockingQueue<Held> arrived = new LinkedBlockingQueue<>();
    private OrchestratorFixture platform;

    /** A call that waits for its answer. */
    private record Held(Received request, StreamObserver<ModelInferResponse> caller) {

        List<Integer> rows() {
            return numbers(request.message().getRawInputContents(0));
        }

        void answer() {
            Behaviour.echo().answer(request, caller);
        }
    }

    private static final class Asked {
        private final CompletableFuture<ModelInferResponse> answer = new CompletableFuture<>();
        private final Context.CancellableContext context = Context.current().withCancellation();
    }

    @BeforeEach
    void start() {
        platform = new OrchestratorFixture("BATCHING", "true");
        platform.registry.put(Model.newBuilder().setName("rows").setStrategy(Strategy.STRATEGY_ROUND_ROBIN)
                .addVersions(Version.newBuilder().setNumber(1).addFleets("default")
                        .setSignature(Signature.newBuilder().setMaxBatchSize(ROWS_MAX))).build());
        platform.fleet.behave((request, caller) -> arrived.add(new Held(request, caller)));
        Eventually.isTrue(() -> { // until the copy of the registry has the model, requests go alone and no lane is opened
            Asked asked = ask("first", 1);
            next().answer();
            return asked.answer.get(20, TimeUnit.SECONDS).getId().equals("first") && platform.page("/v1/lanes").contains("slots");
        });
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void whatWaitsWhileACallIsInFlightSharesTheNextOneAndEachGetsItsOwnRows() throws Exception {
        Asked alone = ask("alone", 10);
        Held first = next();
        assertThat(first.rows()).containsExactly(10);
        List<Asked> sharing = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sharing.add(ask("id-" + i, 20 + i));
        }
        awaitWaiting(5);
        first.answer();

        Held second = next();
        assertThat(second.rows()).containsExactlyInAnyOrder(20, 21, 22, 23, 24);
        assertThat(second.request().message().getInputs(0).getShapeList()).containsExactly(5L, 1L);
        assertThat(second.request().message().getId()).isEmpty();
        platform.fleet.behave(Behaviour.echo()); // the first shared calls are also made one by one
        second.answer();
        assertThat(rowsOf(alone)).containsExactly(10);
        for (int i = 0; i < 5; i++) {
            assertThat(rowsOf(sharing.get(i))).containsExactly(20 + i);
            assertThat(sharing.get(i).answer.get().getId()).isEqualTo("id-" + i);
        }
    }

    @Test
    void aBadRowFailsItsCallerAndNobodyElse() throws Exception {
        Held blocking = blocked();
        List<Asked> good = List.of(ask("", 1), ask("", 2), ask("", 3), ask("", 4), ask("", 5));
        Asked bad = ask("", POISON);
        awaitWaiting(6);
        platform.fleet.behave((request, caller) -> {
            if (numbers(request.message().getRawInputContents(0)).contains(POISON)) {
                caller.onError(Status.INVALID_ARGUMENT.withDescription("a row is bad").asRuntimeException());
            } else {
                Behaviour.echo().answer(request, caller);
            }
        });
        blocking.answer();

        for (int i = 0; i < good.size(); i++) {
            assertThat(rowsOf(good.get(i))).containsExactly(1 + i);
        }
        assertThat(failureOf(bad)).isEqualTo(ErrorCode.MODEL_REJECTED_INPUT);
        assertThat(platform.fleet.requests()).hasSizeLessThan(2 * 6 + 2);
    }

    @Test
    void whoHangsUpWhileItWaitsIsNeverSent() throws Exception {
        Held blocking = blocked();
        List<Asked> gone = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            gone.add(ask("", 99));
        }
        Asked stays = ask("", 7);
        awaitWaiting(101);
        gone.forEach(asked -> asked.context.cancel(null));
        awaitWaiting(1);
        blocking.answer();
        Held next = next();
        assertThat(next.rows()).containsExactly(7);
        next.answer();
        assertThat(rowsOf(stays)).containsExactly(7);
        assertThat(arrived).isEmpty();
    }

    @Test
    void whoseTimeIsOverWhileItWaitsIsToldAtOnceAndNeverSent() {
        Held blocking = blocked();
        StatusRuntimeException late = StockCaller.failureOf(() ->
                platform.caller.blocking().withDeadlineAfter(300, TimeUnit.MILLISECONDS).modelInfer(request("", 9)));
        assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        awaitWaiting(0);
        blocking.answer();
        assertThat(arrived).isEmpty();
    }

    @Test
    void anAnswerWithOtherRowsIsNobodysAndEachIsAskedAlone() throws Exception {
        Held blocking = blocked();
        List<Asked> all = waiting(1, 2, 3);
        platform.fleet.behave((request, caller) -> {
            ModelInferResponse.Builder answer = Behaviour.echoOf(request.message()).toBuilder();
            answer.getOutputsBuilder(0).clearShape().addShape(1).addShape(1);
            answer.setRawOutputContents(0, answer.getRawOutputContents(0).substring(0, 1));
            caller.onNext(answer.build());
            caller.onCompleted();
        });
        blocking.answer();
        for (int i = 0; i < 3; i++) {
            assertThat(rowsOf(all.get(i))).containsExactly(1 + i);
        }
    }

    @Test
    void aModelWhoseRowsDependOnOneAnotherIsFoundOutAndEachGetsWhatItGetsAlone() throws Exception {
        Held blocking = blocked();
        List<Asked> all = waiting(1, 2, 3);
        platform.fleet.behave((request, caller) -> {
            ModelInferResponse.Builder answer = Behaviour.echoOf(request.message()).toBuilder();
            byte[] rows = answer.getRawOutputContents(0).toByteArray();
            Arrays.fill(rows, (byte) numbers(answer.getRawOutputContents(0)).stream().mapToInt(Integer::intValue).sum());
            caller.onNext(answer.setRawOutputContents(0, ByteString.copyFrom(rows)).build());
            caller.onCompleted();
        });
        blocking.answer();
        for (int i = 0; i < 3; i++) {
            assertThat(rowsOf(all.get(i))).containsExactly(1 + i);
        }

        platform.fleet.behave((request, caller) -> arrived.add(new Held(request, caller)));
        Held again = blocked();
        List<Asked> others = waiting(4, 5);
        again.answer();
        List<Integer> apart = new ArrayList<>(next().rows());
        apart.addAll(next().rows());
        assertThat(apart).as("each in a call of its own").containsExactlyInAnyOrder(4, 5);
        assertThat(others).noneMatch(asked -> asked.answer.isDone());
    }

    @Test
    void theMetricsShowWhatWaitsAndWhatWasDone() {
        Held blocking = blocked();
        ask("", 1);
        ask("", 2);
        awaitWaiting(2);
        assertThat(platform.metrics()).contains("""
                batch_requests_waiting{fleet="default"} 2.0""", """
                batch_calls_in_flight{fleet="default"} 1.0""", """
                batch_slots{fleet="default"} 1.0""");
        platform.fleet.behave(Behaviour.echo());
        blocking.answer();
        Eventually.isTrue(() -> platform.metrics().contains("""
                batch_calls_total{outcome="tried"} 1.0"""));
        assertThat(platform.metrics()).contains("batch_observed_of_predicted_count");
    }

    @Test
    void anAnswerSaysHowLongTheNextOneWouldTake() {
        Executor late = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);
        platform.fleet.behave((request, caller) -> late.execute(() -> Behaviour.echo().answer(request, caller)));
        var trailers = new AtomicReference<Metadata>();
        var caller = platform.caller.blocking().withInterceptors(
                MetadataUtils.newCaptureMetadataInterceptor(new AtomicReference<>(), trailers));
        Eventually.isTrue(() -> {
            caller.modelInfer(request("", 1));
            String wait = trailers.get().get(Metadata.Key.of("x-outrigger-expected-wait", Metadata.ASCII_STRING_MARSHALLER));
            return wait != null && Integer.parseInt(wait) >= 1;
        });
    }

    @Test
    void aFleetThatVanishesInMidCallIsToldToAllOfIt() throws Exception {
        Held blocking = blocked();
        List<Asked> all = waiting(1, 2, 3);
        blocking.answer();
        assertThat(next().rows()).hasSize(3);
        platform.fleet.kill();
        for (Asked asked : all) {
            assertThat(failureOf(asked)).isEqualTo(ErrorCode.BACKEND_LOST);
        }
        assertThat(failureOf(ask("", 4))).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
    }

    @Test
    void aCallThatNobodyWaitsForIsCancelled() throws Exception {
        Held blocking = blocked();
        List<Asked> all = waiting(1, 2);
        blocking.answer();
        next();
        all.forEach(asked -> asked.context.cancel(null));
        assertThat(platform.fleet.nextCancelled().message().getInputs(0).getShape(0)).isEqualTo(2);
    }

    /** A call in flight, so that whatever comes has to wait. */
    private Held blocked() {
        ask("", 0);
        return next();
    }

    /** Requests of these rows, which wait by now. */
    private List<Asked> waiting(int... rows) {
        List<Asked> all = Arrays.stream(rows).mapToObj(row -> ask("", row)).toList();
        awaitWaiting(rows.length);
        return all;
    }

    private Asked ask(String id, int row) {
        Asked asked = new Asked();
        asked.context.run(() -> platform.caller.async().modelInfer(request(id, row), new Answers<>(asked.answer)));
        return asked;
    }

    private static ModelInferRequest request(String id, int row) {
        return ModelInferRequest.newBuilder().setModelName("rows").setModelVersion("1").setId(id)
                .addInputs(InferInputTensor.newBuilder().setName("x").setDatatype("UINT8").addShape(1).addShape(1))
                .addRawInputContents(ByteString.copyFrom(new byte[] {(byte) row})).build();
    }

    private Held next() {
        try {
            Held next = arrived.poll(1, TimeUnit.MINUTES);
            assertThat(next).as("a call of the fleet").isNotNull();
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static List<Integer> rowsOf(Asked asked) throws Exception {
        ModelInferResponse answer = asked.answer.get(1, TimeUnit.MINUTES);
        return numbers(answer.getRawOutputContents(0));
    }

    private static List<Integer> numbers(ByteString rows) {
        return rows.toString(StandardCharsets.ISO_8859_1).chars().boxed().toList();
    }

    private static ErrorCode failureOf(Asked asked) throws Exception {
        try {
            throw new AssertionError("it was answered: " + asked.answer.get(1, TimeUnit.MINUTES));
        } catch (ExecutionException failed) {
            return codeOf((StatusRuntimeException) failed.getCause());
        }
    }

    private void awaitWaiting(int requests) {
        Eventually.isTrue(() -> platform.page("/v1/lanes").contains("""
                "requests_waiting":%d,""".formatted(requests)));
    }
}
