package io.outrigger.router.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbePlanTest {

    private static final FleetConfig CONFIG =
            new FleetConfig(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 3, Duration.ofSeconds(10));

    private long now;
    private final ProbePlan plan = new ProbePlan();
    private final List<Target> many = targets(10_000);

    @Test
    void whatNobodyAsksForTakesTurns() {
        Set<Target> seen = new HashSet<>();
        for (int round = 0; round < many.size() / ProbePlan.OTHERS_MAX; round++) {
            assertThat(plan.next(many)).hasSize(ProbePlan.OTHERS_MAX).allMatch(seen::add);
        }
        assertThat(seen).hasSize(many.size());
    }

    @Test
    void whatIsAskedForIsLookedAtInEachRoundUntilNobodyAsksForItAnyMore() {
        List<Target> asked = many.subList(5_000, 5_010);
        asked.forEach(Target::askedFor);
        for (int round = 0; round < 10; round++) {
            assertThat(plan.next(many)).containsAll(asked).hasSize(ProbePlan.OTHERS_MAX + asked.size());
        }
        now += Duration.ofMinutes(2).toNanos();

        assertThat(plan.next(many)).hasSize(ProbePlan.OTHERS_MAX).doesNotContainAnyElementsOf(asked);
    }

    @Test
    void moreThanFitAreLookedAtInTurn() {
        many.subList(0, 1_000).forEach(Target::askedFor);
        Set<Target> seen = new HashSet<>();
        for (int round = 0; round < 5; round++) {
            List<Target> next = plan.next(many);
            assertThat(next).hasSize(ProbePlan.ASKED_FOR_MAX + ProbePlan.OTHERS_MAX);
            seen.addAll(next);
        }

        assertThat(seen).containsAll(many.subList(0, 1_000));
    }

    @Test
    void fewAreAllLookedAt() {
        assertThat(plan.next(many.subList(0, 7))).hasSize(7);
        assertThat(plan.next(List.of())).isEmpty();
    }

    private List<Target> targets(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Target("default", "m-" + i, 1, "", "", CONFIG, () -> now)).toList();
    }
}
