package io.outrigger.orchestrator;

import static io.outrigger.orchestrator.BatchingFixture.request;
import static io.outrigger.orchestrator.BatchingFixture.rowsIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.orchestrator.BatchingFixture.Held;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.ExportedSpan;
import io.outrigger.testing.ExportedSpan.Id;
import io.outrigger.testing.StandInCollector;
import io.outrigger.testing.StandInServer.Received;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The spans of callers and of the calls that they share: a trace is each one's own, and links lead from one to the other. */
class BatchSpansIT {

    private static final int POISON = 255;
    private static final String RIDE = "ride in a shared call";

    private final StandInCollector collector = StandInCollector.start();
    private final BatchingFixture batching = new BatchingFixture("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString());

    @AfterEach
    void stop() {
        batching.close();
        collector.close();
    }

    @Test
    void aSharedCallAndThoseWhoRideInItAreLinkedBothWaysAndItsTrialIsEachOnesOwn() throws Exception {
        Held blocking = batching.blocked();
        List<Asked> riders = askWithTraces(1, 2, 3);
        blocking.answer();
        Held shared = batching.next();
        batching.behave(Behaviour.echo());
        shared.answer();
        for (Asked rider : riders) {
            rider.answer();
        }

        Map<Id, ExportedSpan> spans = spans();
        ExportedSpan call = spans.get(spanOf(shared.request()));
        assertThat(call.attributes()).containsEntry("rows", "3").containsEntry("requests", "3");
        assertThat(call.links()).extracting(Id::trace).containsExactlyInAnyOrder(trace(1), trace(2), trace(3));
        assertThat(call.links()).allSatisfy(rider -> assertThat(spans.get(rider).links()).containsExactly(call.id()));
        assertThat(call.id().trace()).as("a trace of its own").isNotIn(trace(1), trace(2), trace(3));
        assertThat(spans.values()).filteredOn(span -> span.name().equals(RIDE)).hasSize(3)
                .allSatisfy(ride -> assertThat(ride.links()).containsExactly(call.id()))
                .extracting(ride -> new Id(ride.id().trace(), ride.parent())).containsExactlyInAnyOrderElementsOf(call.links());
        List<Received> alone = fleetsCalls().stream().filter(received -> rowsIn(received).size() == 1).toList();
        for (int row = 1; row <= 3; row++) {
            int own = row;
            Received trial = alone.stream().filter(received -> rowsIn(received).contains(own)).reduce((first, last) -> last).orElseThrow();
            Id asked = new Id(trace(row), spans.get(spanOf(trial)).parent());
            assertThat(call.links()).as("the trial is a part of the caller's own span").contains(asked);
            assertThat(spanOf(trial).trace()).isEqualTo(trace(row));
        }
    }

    @Test
    void whoseCallIsHalvedIsLinkedToEachPartThatItRodeIn() throws Exception {
        Held blocking = batching.blocked();
        List<Asked> good = askWithTraces(1, 2, 3);
        Asked bad = askWithTrace(POISON);
        batching.awaitWaiting(4);
        batching.behave(BatchingFixture.refusing(POISON));
        blocking.answer();
        for (Asked asked : good) {
            asked.answer();
        }
        assertThat(bad.failure()).isEqualTo(ErrorCode.MODEL_REJECTED_INPUT);

        Map<Id, ExportedSpan> spans = spans();
        List<ExportedSpan> shared = spans.values().stream().filter(span -> span.attributes().containsKey("rows")).toList();
        assertThat(shared).extracting(span -> span.attributes().get("requests")).containsExactlyInAnyOrder("4", "2", "2");
        shared.forEach(call -> assertThat(call.links()).hasSize(Integer.parseInt(call.attributes().get("requests")))
                .allSatisfy(rider -> assertThat(spans.get(rider).links()).contains(call.id())));
        List<ExportedSpan> riders = spans.values().stream()
                .filter(span -> List.of(trace(1), trace(2), trace(3), trace(POISON)).contains(span.id().trace()))
                .filter(span -> span.attributes().containsKey("correlation_id")).toList();
        assertThat(riders).hasSize(4).allSatisfy(rider -> assertThat(rider.links()).as("the whole and a half").hasSize(2)
                .allSatisfy(call -> assertThat(spans.get(call).links()).contains(rider.id())));
    }

    private List<Asked> askWithTraces(int... rows) {
        List<Asked> all = IntStream.of(rows).mapToObj(this::askWithTrace).toList();
        batching.awaitWaiting(rows.length);
        return all;
    }

    private Asked askWithTrace(int row) {
        return batching.ask(request("", row), "traceparent", "00-" + trace(row) + "-b7ad6b7169203331-01");
    }

    private static String trace(int row) {
        return "%032x".formatted(1_000 + row);
    }

    /** The span that a call of the fleet belongs to. */
    private static Id spanOf(Received received) {
        return Id.ofHeader(received.header("traceparent"));
    }

    private List<Received> fleetsCalls() {
        return batching.platform.fleet.requests();
    }

    /** All spans, exported as the orchestrator ends. */
    private Map<Id, ExportedSpan> spans() {
        batching.platform.orchestrator.close();
        return collector.spans().stream().collect(Collectors.toMap(ExportedSpan::id, Function.identity()));
    }
}
