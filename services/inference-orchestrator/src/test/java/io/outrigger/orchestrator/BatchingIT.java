package io.outrigger.orchestrator;

import static io.outrigger.orchestrator.BatchingFixture.answering;
import static io.outrigger.orchestrator.BatchingFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.orchestrator.BatchingFixture.Held;
import io.outrigger.proto.registry.v1.Fleet;
import io.outrigger.proto.registry.v1.Model;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StockCaller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that share calls, as their callers and the fleet see it. */
class BatchingIT {

    private static final int POISON = 255;

    private BatchingFixture batching;

    @BeforeEach
    void start() {
        batching = new BatchingFixture();
    }

    @AfterEach
    void stop() {
        batching.close();
    }

    @Test
    void whatWaitsWhileACallIsInFlightSharesTheNextOneAndEachGetsItsOwnRows() throws Exception {
        Asked alone = batching.ask("alone", 10);
        Held first = batching.next();
        assertThat(first.rows()).containsExactly(10);
        List<Asked> sharing = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sharing.add(batching.ask("id-" + i, 20 + i));
        }
        batching.awaitWaiting(5);
        first.answer();

        Held second = batching.next();
        assertThat(second.rows()).containsExactlyInAnyOrder(20, 21, 22, 23, 24);
        assertThat(second.request().message().getInputs(0).getShapeList()).containsExactly(5L, 1L);
        assertThat(second.request().message().getId()).isEmpty();
        batching.behave(Behaviour.echo()); // the first shared calls are also made one by one
        second.answer();
        assertThat(alone.rows()).containsExactly(10);
        for (int i = 0; i < 5; i++) {
            assertThat(sharing.get(i).rows()).containsExactly(20 + i);
            assertThat(sharing.get(i).answer().getId()).isEqualTo("id-" + i);
        }
    }

    @Test
    void aBadRowFailsItsCallerAndNobodyElse() throws Exception {
        Held blocking = batching.blocked();
        List<Asked> good = IntStream.rangeClosed(1, 5).mapToObj(row -> batching.ask("", row)).toList();
        Asked bad = batching.ask("", POISON);
        batching.awaitWaiting(6);
        batching.behave(BatchingFixture.refusing(POISON));
        blocking.answer();

        for (int i = 0; i < good.size(); i++) {
            assertThat(good.get(i).rows()).containsExactly(1 + i);
        }
        assertThat(bad.failure()).isEqualTo(ErrorCode.MODEL_REJECTED_INPUT);
        assertThat(batching.platform.fleet.requests()).hasSizeLessThan(2 * 6 + 2);
    }

    @Test
    void whoHangsUpWhileItWaitsIsNeverSent() throws Exception {
        Held blocking = batching.blocked();
        List<Asked> gone = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            gone.add(batching.ask("", 99));
        }
        Asked stays = batching.ask("", 7);
        batching.awaitWaiting(101);
        gone.forEach(Asked::hangUp);
        batching.awaitWaiting(1);
        blocking.answer();
        Held next = batching.next();
        assertThat(next.rows()).containsExactly(7);
        next.answer();
        assertThat(stays.rows()).containsExactly(7);
        batching.nothingElseArrived();
    }

    @Test
    void whoseTimeIsOverWhileItWaitsIsToldAtOnceAndNeverSent() {
        Held blocking = batching.blocked();
        StatusRuntimeException late = StockCaller.failureOf(() ->
                batching.platform.caller.blocking().withDeadlineAfter(300, TimeUnit.MILLISECONDS).modelInfer(request("", 9)));
        assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        batching.awaitWaiting(0);
        blocking.answer();
        batching.nothingElseArrived();
    }

    @Test
    void anAnswerWithOtherRowsIsNobodysAndEachIsAskedAlone() throws Exception {
        Held blocking = batching.blocked();
        List<Asked> all = batching.waiting(1, 2, 3);
        batching.behave(answering(rows -> rows.subList(0, 1)));
        blocking.answer();
        for (int i = 0; i < 3; i++) {
            assertThat(all.get(i).rows()).containsExactly(1 + i);
        }
    }

    @Test
    void aModelWhoseRowsDependOnOneAnotherIsFoundOutAndEachGetsWhatItGetsAlone() throws Exception {
        Held blocking = batching.blocked();
        List<Asked> all = batching.waiting(1, 2, 3);
        batching.behave(answering(rows -> Collections.nCopies(rows.size(), rows.stream().mapToInt(Integer::intValue).sum())));
        blocking.answer();
        for (int i = 0; i < 3; i++) {
            assertThat(all.get(i).rows()).containsExactly(1 + i);
        }

        batching.hold();
        Held again = batching.blocked();
        List<Asked> others = batching.waiting(4, 5);
        again.answer();
        List<Integer> apart = new ArrayList<>(batching.next().rows());
        apart.addAll(batching.next().rows());
        assertThat(apart).as("each in a call of its own").containsExactlyInAnyOrder(4, 5);
        assertThat(others).noneMatch(Asked::isOver);
    }

    @Test
    void aModelThatRefusesItInTheRegistrySharesNoCallUntilItAllowsItAgain() {
        Held blocking = batching.blocked();
        put(BatchingFixture.model().setBatchingOff(true).build());
        List.of(1, 2, 3).forEach(row -> batching.ask("", row));
        List<List<Integer>> apart = List.of(batching.next().rows(), batching.next().rows(), batching.next().rows());
        assertThat(apart).as("at once, each in a call of its own")
                .containsExactlyInAnyOrder(List.of(1), List.of(2), List.of(3));

        put(BatchingFixture.model().build());
        batching.waiting(4, 5);
        blocking.answer();
        assertThat(batching.next().rows()).containsExactlyInAnyOrder(4, 5);
    }

    @Test
    void theMetricsShowWhatWaitsAndWhatWasDone() {
        Held blocking = batching.blocked();
        batching.ask("", 1);
        batching.ask("", 2);
        batching.awaitWaiting(2);
        assertThat(batching.platform.metrics()).contains("""
                batch_requests_waiting{fleet="default",service="inference-orchestrator"} 2.0""", """
                batch_calls_in_flight{fleet="default",service="inference-orchestrator"} 1.0""", """
                batch_slots{fleet="default",service="inference-orchestrator"} 1.0""");
        batching.behave(Behaviour.echo());
        blocking.answer();
        Eventually.isTrue(() -> batching.platform.metrics().contains("""
                batch_calls_total{outcome="tried",service="inference-orchestrator"} 1.0"""));
        assertThat(batching.platform.metrics()).contains("batch_observed_of_predicted_count");
    }

    @Test
    void anAnswerSaysHowLongTheNextOneWouldTake() {
        batching.behave(BatchingFixture.after(Duration.ofMillis(20)));
        var trailers = new AtomicReference<Metadata>();
        var caller = batching.platform.caller.blocking().withInterceptors(
                MetadataUtils.newCaptureMetadataInterceptor(new AtomicReference<>(), trailers));
        Eventually.isTrue(() -> {
            caller.modelInfer(request("", 1));
            String wait = trailers.get().get(Metadata.Key.of("x-outrigger-expected-wait", Metadata.ASCII_STRING_MARSHALLER));
            return wait != null && Integer.parseInt(wait) >= 1;
        });
    }

    @Test
    void aFleetThatVanishesInMidCallIsToldToAllOfIt() throws Exception {
        Held blocking = batching.blocked();
        List<Asked> all = batching.waiting(1, 2, 3);
        blocking.answer();
        assertThat(batching.next().rows()).hasSize(3);
        batching.platform.fleet.kill();
        for (Asked asked : all) {
            assertThat(asked.failure()).isEqualTo(ErrorCode.BACKEND_LOST);
        }
        assertThat(batching.ask("", 4).failure()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
    }

    @Test
    void aCallThatNobodyWaitsForIsCancelled() throws Exception {
        Held blocking = batching.blocked();
        List<Asked> all = batching.waiting(1, 2);
        blocking.answer();
        batching.next();
        all.forEach(Asked::hangUp);
        assertThat(batching.platform.fleet.nextCancelled().message().getInputs(0).getShape(0)).isEqualTo(2);
    }

    /** Changes the model, and waits until that is in force: changes are followed in their order, and the one after it shows. */
    private void put(Model model) {
        Fleet next = Fleet.newBuilder().setName("after-" + model.getBatchingOff())
                .setAddress(batching.platform.fleet.address()).build();
        batching.platform.registry.put(model);
        batching.platform.registry.put(next);
        Eventually.isTrue(() -> batching.platform.page("/v1/fleets").contains(next.getName()));
    }
}
