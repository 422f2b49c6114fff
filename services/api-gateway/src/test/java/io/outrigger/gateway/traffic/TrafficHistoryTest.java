package io.outrigger.gateway.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rates and latencies out of readings whose times the test says. */
class TrafficHistoryTest {

    private static final ModelVersion ONE = new ModelVersion("digits", "v1");
    private static final ModelVersion OTHER = new ModelVersion("digits", "v2");

    private final TrafficHistory history = new TrafficHistory();

    /** So many requests so far, all in less than a millisecond. */
    private static Tally tally(long requests, long errors) {
        return new Tally(errors, LatencyBuckets.of(new double[] {1, 1_000}, new long[] {requests, requests}, requests));
    }

    private Traffic at(long second, Map<ModelVersion, Tally> tallies, ModelVersion... of) {
        history.add(new Reading(TimeUnit.SECONDS.toNanos(second), tallies));
        return history.window().of(List.of(of));
    }

    @Test
    void oneReadingSaysNothingOfRates() {
        assertThat(TrafficWindow.EMPTY.of(List.of(ONE))).isEqualTo(Traffic.UNKNOWN);
        assertThat(at(5, Map.of(ONE, tally(70, 7)), ONE)).isEqualTo(Traffic.UNKNOWN);
    }

    @Test
    void twoReadingsSayWhatCameBetweenThem() {
        at(0, Map.of(ONE, tally(100, 10)), ONE);
        Traffic traffic = at(2, Map.of(ONE, tally(120, 11)), ONE);

        assertThat(traffic.requestsPerSecond()).isEqualTo(10);
        assertThat(traffic.errorsPerSecond()).isEqualTo(0.5);
        assertThat(traffic.p50Ms()).isBetween(0.0, 1.0);
        assertThat(traffic.p99Ms()).isBetween(0.0, 1.0);
    }

    @Test
    void whatWasNeverAskedBeforeBeganAtNothing() {
        at(0, Map.of(), ONE);

        assertThat(at(2, Map.of(ONE, tally(4, 0)), ONE).requestsPerSecond()).isEqualTo(2);
    }

    @Test
    void whatNobodyAsksForHasRatesOfZeroAndNoLatency() {
        at(0, Map.of(ONE, tally(100, 0)), ONE);
        Traffic traffic = at(2, Map.of(ONE, tally(100, 0)), ONE);

        assertThat(traffic.requestsPerSecond()).isZero();
        assertThat(traffic.errorsPerSecond()).isZero();
        assertThat(traffic.p50Ms()).isNull();
    }

    @Test
    void versionsTogetherAreAskedAsOften() {
        at(0, Map.of(ONE, tally(10, 0), OTHER, tally(10, 0)));
        Traffic both = at(10, Map.of(ONE, tally(20, 0), OTHER, tally(40, 5)), ONE, OTHER);

        assertThat(both.requestsPerSecond()).isEqualTo(4);
        assertThat(both.errorsPerSecond()).isEqualTo(0.5);
    }

    /** Requests of the first 30 s only: the rate forgets them after ten, the latency after sixty. */
    @Test
    void ratesLookLessFarBackThanLatencies() {
        for (long second = 0; second <= 40; second++) {
            at(second, Map.of(ONE, tally(Math.min(second, 30), 0)), ONE);
        }
        Traffic traffic = history.window().of(List.of(ONE));
        assertThat(traffic.requestsPerSecond()).isZero();
        assertThat(traffic.p50Ms()).isNotNull();

        for (long second = 41; second <= 90; second++) {
            at(second, Map.of(ONE, tally(30, 0)), ONE);
        }
        assertThat(history.window().of(List.of(ONE)).p50Ms()).isNull();
    }

    @Test
    void aPauseOfTheReaderIsNoRush() {
        at(0, Map.of(ONE, tally(0, 0)), ONE);

        assertThat(at(100, Map.of(ONE, tally(100, 0)), ONE).requestsPerSecond()).isEqualTo(1);
    }
}
