package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadTurnTest {

    private static final long QUICK_NANOS = 1_000;
    private static final long SLOW_NANOS = 1_000_000;

    private final ReadTurn turn = new ReadTurn();

    @Test
    void itEndsAfterSoManyFramesThatAreQuick() {
        int frames = 0;
        while (!turn.isOver()) {
            int step = turn.framesOfAStep();
            turn.took(step, step * QUICK_NANOS);
            frames += step;
        }
        assertThat(frames).isEqualTo(128);
    }

    @Test
    void itEndsAfterAMillisecondAndTheNextStepsAreSingleFrames() {
        turn.took(turn.framesOfAStep(), 16 * SLOW_NANOS);
        assertThat(turn.isOver()).isTrue();
        turn.begin();
        assertThat(turn.isOver()).isFalse();
        assertThat(turn.framesOfAStep()).isEqualTo(1);
    }
}
