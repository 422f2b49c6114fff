package io.outrigger.batchworker.run;

import io.outrigger.batchworker.job.GiveBack;

/** How the run of a chunk ended. */
public sealed interface RunEnd {

    /** Every row has its line. */
    record Answered(ChunkOutput output) implements RunEnd {
    }

    record GivenBack(GiveBack why) implements RunEnd {
    }

    /** Somebody else has the chunk. */
    record Dropped() implements RunEnd {
    }
}
