package io.outrigger.batchworker.job;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** When a job came into its states; empty for those that it has not seen. */
public record JobTimes(
        Optional<Instant> inProgress, Optional<Instant> finalizing, Optional<Instant> cancelling, Optional<Instant> ended) {

    public static final JobTimes NONE = new JobTimes(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** With the time of one more state, which is never before that of an earlier one, whatever the clock says. */
    JobTimes with(JobState state, Instant createdAt, Instant now) {
        Optional<Instant> at = Stream.concat(Stream.of(createdAt, now), seen()).max(Comparator.naturalOrder());
        return switch (state) {
            case VALIDATING -> this;
            case IN_PROGRESS -> new JobTimes(at, finalizing, cancelling, ended);
            case FINALIZING -> new JobTimes(inProgress, at, cancelling, ended);
            case CANCELLING -> new JobTimes(inProgress, finalizing, at, ended);
            case COMPLETED, FAILED, EXPIRED, CANCELLED -> new JobTimes(inProgress, finalizing, cancelling, at);
        };
    }

    private Stream<Instant> seen() {
        return Stream.of(inProgress, finalizing, cancelling, ended).flatMap(Optional::stream);
    }
}
