package io.outrigger.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.openinference.rows.JoinTrial;
import io.outrigger.orchestrator.BatchingFixture.Held;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of shared calls once the first ones have been tried request by request. */
class LaterTrialsIT {

    private static final int CALLS_UNTIL_THE_NEXT_TRIAL = 16;

    private BatchingFixture batching;
    private int row;

    @BeforeEach
    void tryTheFirstCalls() throws Exception {
        batching = new BatchingFixture("BATCHING_SLOTS_MAX", "1");
        for (int call = 0; call < JoinTrial.PASSES; call++) {
            List<Asked> riders = share();
            batching.next().answer();
            alone(riders.size());
            answered(riders);
        }
        for (int call = 1; call < CALLS_UNTIL_THE_NEXT_TRIAL; call++) {
            List<Asked> riders = share();
            batching.next().answer();
            answered(riders);
        }
    }

    @AfterEach
    void stop() {
        batching.close();
    }

    @Test
    void twoRequestsAreTriedAndAllHaveTheirAnswers() throws Exception {
        List<Asked> riders = share();
        batching.next().answer();
        alone(2);
        answered(riders);
        batching.nothingElseArrived();
    }

    @Test
    void aDifferenceGivesEverybodyWhatTheyHaveAloneAndEndsSharing() throws Exception {
        List<Asked> riders = share();
        Held shared = batching.next();
        BatchingFixture.answering(rows -> rows.stream().map(answer -> answer + 1).toList()).answer(shared.request(), shared.caller());
        alone(2);
        alone(riders.size());
        answered(riders);
        List<Asked> others = share();
        alone(others.size());
        answered(others);
    }

    /** Three requests of rows that nobody had before, in one call that is on its way. */
    private List<Asked> share() throws Exception {
        Held blocking = batching.blocked();
        row += 3;
        List<Asked> riders = batching.waiting(row - 2, row - 1, row);
        blocking.answer();
        return riders;
    }

    private void alone(int calls) {
        for (int call = 0; call < calls; call++) {
            Held held = batching.next();
            assertThat(held.rows()).hasSize(1);
            held.answer();
        }
    }

    private void answered(List<Asked> riders) throws Exception {
        for (int i = 0; i < riders.size(); i++) {
            assertThat(riders.get(i).rows()).containsExactly(row - 2 + i);
        }
        batching.awaitIdle();
    }
}
