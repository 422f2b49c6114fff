package io.outrigger.router.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.registry.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetChooserTest {

    private static final FleetConfig CONFIG =
            new FleetConfig(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 3, Duration.ofSeconds(10));

    private long now;
    private final Random random = new Random(42);
    private final FleetChooser chooser = new FleetChooser(CONFIG.trialsMax(), random::nextInt);
    private final Target a = new Target("a", "m", 1, "", "", CONFIG, () -> now);
    private final Target b = new Target("b", "m", 1, "", "", CONFIG, () -> now);
    private final Target c = new Target("c", "m", 1, "", "", CONFIG, () -> now);
    private final VersionTargets all = new VersionTargets(List.of(a, b, c));

    @Test
    void roundRobinTakesTurnsAmongThoseThatAreUp() {
        assertThat(shares(300, Strategy.ROUND_ROBIN)).isEqualTo(Map.of(a, 100L, b, 100L, c, 100L));
        b.isNotReady();
        assertThat(shares(300, Strategy.ROUND_ROBIN)).isEqualTo(Map.of(a, 150L, c, 150L));
        b.isReady();
        assertThat(shares(300, Strategy.ROUND_ROBIN)).containsKey(b);
    }

    @Test
    void leastLatencyPrefersTheFast() {
        List.of(a, b, c).forEach(Target::begun);
        a.answered(1_000_000);
        b.answered(50_000_000);
        c.answered(50_000_000);

        Map<Target, Long> shares = shares(3_000, Strategy.LEAST_LATENCY);

        assertThat(shares.get(a)).isGreaterThan(1_900);
    }

    @Test
    void requestsInFlightWeigh() {
        List.of(a, b, c).forEach(Target::begun);
        List.of(a, b, c).forEach(target -> target.answered(1_000_000));
        IntStream.range(0, 5).forEach(i -> a.begun());

        assertThat(shares(300, Strategy.LEAST_LATENCY)).doesNotContainKey(a);
    }

    @Test
    void aNewFleetIsTriedWithOneRequestFirst() {
        b.begun();
        b.answered(1_000_000);
        VersionTargets pair = new VersionTargets(List.of(a, b));

        assertThat(chooser.choose(pair, Strategy.LEAST_LATENCY)).isSameAs(a);
        a.begun();
        assertThat(chooser.choose(pair, Strategy.LEAST_LATENCY)).isSameAs(b);
    }

    @Test
    void aSlowFleetGetsAnotherChanceWithTime() {
        List.of(a, b).forEach(Target::begun);
        a.answered(2_000_000);
        b.answered(100_000_000);
        now = Duration.ofSeconds(60).toNanos();
        a.begun();
        a.answered(2_000_000);

        assertThat(chooser.choose(new VersionTargets(List.of(a, b)), Strategy.LEAST_LATENCY)).isSameAs(b);
    }

    @Test
    void whereAllAreDownAFewRequestsTryAndTheOthersAreToldWhy() {
        VersionTargets one = new VersionTargets(List.of(a));
        a.observed(ErrorCode.BACKEND_UNAVAILABLE, "connection refused");
        a.observed(ErrorCode.BACKEND_UNAVAILABLE, "connection refused");
        for (int i = 0; i < CONFIG.trialsMax(); i++) {
            assertThat(chooser.choose(one, Strategy.LEAST_LATENCY)).isSameAs(a);
            a.begun();
        }

        assertThatThrownBy(() -> chooser.choose(one, Strategy.LEAST_LATENCY))
                .isInstanceOfSatisfying(ServiceException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
                    assertThat(refusal).hasMessage("connection refused");
                });
        a.answered(1);
        assertThat(chooser.choose(one, Strategy.LEAST_LATENCY)).isSameAs(a);
    }

    private Map<Target, Long> shares(int requests, Strategy strategy) {
        return IntStream.range(0, requests).mapToObj(i -> chooser.choose(all, strategy))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
