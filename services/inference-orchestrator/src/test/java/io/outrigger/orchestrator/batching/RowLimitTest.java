package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowLimitTest {

    private final RowLimit limit = new RowLimit(64);

    @Test
    void threeRefusalsInARowAreProof() {
        limit.refusedAbove(16);
        limit.refusedAbove(16);
        assertThat(limit.rows()).isEqualTo(64);
        limit.refusedAbove(16);
        assertThat(limit.rows()).isEqualTo(16);
    }

    @Test
    void anAnswerOfThatSizeInBetweenSaysOtherwise() {
        for (int i = 0; i < 10; i++) {
            limit.refusedAbove(16);
            limit.answered(64);
        }
        assertThat(limit.rows()).isEqualTo(64);
    }

    @Test
    void moreIsTriedAgainEverMoreSeldom() {
        refuse();
        assertThat(answersUntilMore()).isEqualTo(64);
        assertThat(limit.rows()).isEqualTo(32);
        refuse();
        assertThat(answersUntilMore()).isEqualTo(128);
    }

    @Test
    void smallCallsSayNothing() {
        refuse();
        for (int i = 0; i < 1_000; i++) {
            limit.answered(1);
        }
        assertThat(limit.rows()).isEqualTo(16);
    }

    private void refuse() {
        for (int i = 0; i < 3; i++) {
            limit.refusedAbove(16);
        }
    }

    private int answersUntilMore() {
        int before = limit.rows();
        int answers = 0;
        while (limit.rows() == before) {
            limit.answered(before);
            answers++;
        }
        return answers;
    }
}
