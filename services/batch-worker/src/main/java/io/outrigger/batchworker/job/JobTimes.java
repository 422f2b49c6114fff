package io.outrigger.batchworker.job;

import java.time.Instant;
import java.util.Optional;

/** When a job came into its states; empty for those that it has not seen. */
public record JobTimes(
        Optional<Instant> inProgress, Optional<Instant> finalizing, Optional<Instant> cancelling, Optional<Instant> ended) {

    public static final JobTimes NONE = new JobTimes(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
