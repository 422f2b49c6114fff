package io.outrigger.modelserver.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InferenceCountsTest {

    @Test
    void aBatchIsOneExecutionAndASuccessForEachRequest() {
        var counts = new InferenceCounts();
        var timings = new Timings(1, 20, 3);
        counts.executed(5, timings, 1_234);
        counts.succeeded(100, 70, timings);
        counts.succeeded(50, 20, timings);
        counts.failed(7);
        var statistics = counts.statistics("m", 3);
        assertThat(statistics.getVersion()).isEqualTo("3");
        assertThat(statistics.getLastInference()).isEqualTo(1_234);
        assertThat(statistics.getInferenceCount()).isEqualTo(5);
        assertThat(statistics.getExecutionCount()).isEqualTo(1);
        assertThat(statistics.getInferenceStats().getSuccess().getCount()).isEqualTo(2);
        assertThat(statistics.getInferenceStats().getSuccess().getNs()).isEqualTo(150);
        assertThat(statistics.getInferenceStats().getQueue().getNs()).isEqualTo(90);
        assertThat(statistics.getInferenceStats().getComputeInfer().getNs()).isEqualTo(40);
        assertThat(statistics.getInferenceStats().getFail().getCount()).isEqualTo(1);
        assertThat(statistics.getInferenceStats().getFail().getNs()).isEqualTo(7);
        assertThat(statistics.getBatchStats(0).getBatchSize()).isEqualTo(5);
        assertThat(statistics.getBatchStats(0).getComputeInfer().getNs()).isEqualTo(20);
    }

    @Test
    void theLedgerKeepsWhatWasCountedBeforeAReload() {
        var ledger = new CountsLedger();
        var first = ledger.open("m", 1);
        first.failed(1);
        var second = ledger.open("m", 1);
        first.failed(1);
        ledger.close("m", 1, first);
        second.failed(1);
        ledger.forEach((key, totals) -> assertThat(totals.fail()).isEqualTo(3));
        ledger.close("m", 1, second);
        ledger.forEach((key, totals) -> assertThat(totals.fail()).isEqualTo(3));
    }
}
