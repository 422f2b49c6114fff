package io.outrigger.batchworker.work;

import io.outrigger.batchworker.store.WorkCounts;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker sees of the work.
 *
 * @param left to be done by all workers, as the sweeper saw it last; empty before it has
 * @param chunksAtWork that this worker has at the moment, of each job
 */
public record WorkSeen(Optional<Left> left, Map<String, Integer> chunksAtWork) {

    public record Left(WorkCounts counts, Instant at) {
    }
}
