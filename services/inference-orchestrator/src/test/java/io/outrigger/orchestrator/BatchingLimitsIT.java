package io.outrigger.orchestrator;

import static io.outrigger.orchestrator.BatchingFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.orchestrator.BatchingFixture.Held;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.StockCaller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** As much as may wait, and a little more. */
class BatchingLimitsIT {

    private static final int REQUESTS_MAX = 10_000;
    private static final int LANES_KEPT_MAX = 1_024;
    private static final int LANES_LISTED_MAX = 100;
    private static final int CONNECTIONS = 8;
    private static final int LARGE_ROW = 25_600;

    private BatchingFixture batching;
    private final List<StockCaller> callers = new ArrayList<>();

    private void start(String... settings) {
        List<String> all = new ArrayList<>(List.of("CALLS_MAX", "20000", "REQUEST_TIMEOUT", "20m"));
        all.addAll(List.of(settings));
        batching = new BatchingFixture(all.toArray(String[]::new));
        IntStream.range(0, CONNECTIONS).forEach(any -> callers.add(StockCaller.of(batching.platform.orchestrator.grpcPort())));
    }

    @AfterEach
    void stop() {
        callers.forEach(StockCaller::close);
        batching.close();
    }

    @Test
    void whoWouldWaitForTooLongIsToldWhenToComeOnceTheNextCallIsFull() throws Exception {
        start("BATCHING_WAIT_MAX", "1ms");
        Held blocking = batching.blocked();
        List<Asked> all = new ArrayList<>();
        for (int row = 0; row < BatchingFixture.ROWS_MAX; row++) {
            all.add(batching.ask("id-" + row, row));
            batching.awaitWaiting(row + 1);
        }
        ServiceException refused = batching.ask("", -1).refusal();
        assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(refused.getMessage()).contains("would wait for longer than is wanted");
        assertThat(refused.retryAfter()).isPresent();
        release(blocking);
        allHaveTheirOwn(all, 0);
    }

    @Test
    void tenThousandWaitForAFleetThatIsHeldTheNextIsRefusedAndEachGetsItsOwnRows() throws Exception {
        start();
        Held blocking = batching.blocked();
        List<Asked> all = askMany(1, row -> request("id-" + row, row));
        batching.awaitWaiting(REQUESTS_MAX);

        ServiceException refused = batching.ask("", -1).refusal();
        assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(1));
        release(blocking);
        allHaveTheirOwn(all, 1);
        batching.awaitIdle();
        assertThat(batching.platform.metrics()).contains("""
                batch_drops_total{reason="queue_full",service="inference-orchestrator"} 1.0
                """);
    }

    @Test
    void whereBodiesAreLargeTheLimitInBytesActsFirstAndWhatIsSmallStillFits() throws Exception {
        start("BATCHING_BYTES_MAX", "1MiB");
        Held blocking = batching.blocked();
        List<Asked> large = IntStream.range(0, 10).mapToObj(row -> batching.ask(large(row))).toList();
        batching.awaitWaiting(10);

        assertThat(batching.ask(large(10)).failure()).isEqualTo(ErrorCode.OVERLOADED);
        Asked small = batching.ask("", 11);
        batching.awaitWaiting(11);
        release(blocking);
        for (int i = 0; i < large.size(); i++) {
            assertThat(large.get(i).rows()).hasSize(LARGE_ROW).containsOnly(i);
        }
        assertThat(small.rows()).containsExactly(11);
        assertThat(batching.ask(large(12)).rows()).containsOnly(12);
        batching.awaitIdle();
    }

    @Test
    void aLaneForEachOfTwentyThousandRequestsLeavesABoundedNumberAndNoMetric() throws Exception {
        start();
        Held blocking = batching.blocked();
        List<Asked> first = askMany(1, BatchingLimitsIT::ofItsOwnLane);
        batching.awaitWaiting(REQUESTS_MAX);
        thePageHas(REQUESTS_MAX + 1);
        release(blocking);
        allHaveTheirOwn(first, 1);
        batching.awaitIdle();
        thePageHas(LANES_KEPT_MAX);
        List<String> metrics = namesOfMetrics();

        List<Asked> second = askMany(1 + REQUESTS_MAX, BatchingLimitsIT::ofItsOwnLane);
        allHaveTheirOwn(second, 1 + REQUESTS_MAX);
        batching.awaitIdle();
        thePageHas(LANES_KEPT_MAX);
        assertThat(namesOfMetrics()).isEqualTo(metrics);
    }

    /** The page says how many lanes there are, and has those of them that it may have. */
    private void thePageHas(int lanes) {
        String page = batching.platform.page("/v1/lanes");
        assertThat(page).contains("""
                "lanes_total":%d,"lanes_left_out":%d,""".formatted(lanes, lanes - LANES_LISTED_MAX));
        assertThat(Pattern.compile("calls_in_flight").matcher(page).results()).hasSize(LANES_LISTED_MAX);
        assertThat(page.length()).isLessThan(LANES_LISTED_MAX * 2_000);
    }

    /** With their labels; the JVM's own, of which there are more after a collection of garbage, aside. */
    private List<String> namesOfMetrics() {
        return batching.platform.metrics().lines().filter(line -> !line.contains("jvm_"))
                .map(line -> line.substring(0, line.lastIndexOf(' '))).toList();
    }

    /** As many requests as may wait, of these rows and the next ones. */
    private List<Asked> askMany(int firstRow, IntFunction<ModelInferRequest> request) {
        return IntStream.range(0, REQUESTS_MAX)
                .mapToObj(i -> Asked.of(callers.get(i % CONNECTIONS), request.apply(firstRow + i))).toList();
    }

    private void release(Held blocking) {
        batching.behave(Behaviour.echo());
        blocking.answer();
    }

    private static void allHaveTheirOwn(List<Asked> all, int firstRow) throws Exception {
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).rows()).containsExactly(firstRow + i);
            assertThat(all.get(i).answer().getId()).isEqualTo("id-" + (firstRow + i));
        }
    }

    private static ModelInferRequest ofItsOwnLane(int row) {
        return request("id-" + row, row).toBuilder()
                .putParameters("seed", InferParameter.newBuilder().setInt64Param(row).build()).build();
    }

    private static ModelInferRequest large(int number) {
        ModelInferRequest one = request("", number);
        ModelInferRequest.Builder large = one.toBuilder();
        large.getInputsBuilder(0).setShape(1, LARGE_ROW);
        List<ByteString> numbers = Collections.nCopies(LARGE_ROW, one.getRawInputContents(0));
        return large.setRawInputContents(0, ByteString.copyFrom(numbers)).build();
    }
}
