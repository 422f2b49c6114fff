package io.outrigger.batchworker.job;

import java.util.List;
import java.util.Optional;

/**
 * A decision.
 *
 * @param chunk empty where the event was the job's alone
 * @param effects in the order in which they are to be done
 */
public record Outcome(Job job, Optional<Chunk> chunk, List<Effect> effects) {

    static Outcome unchanged(Job job, Effect... effects) {
        return new Outcome(job, Optional.empty(), List.of(effects));
    }

    static Outcome of(Job job, Chunk chunk, Effect... effects) {
        return new Outcome(job, Optional.of(chunk), List.of(effects));
    }
}
