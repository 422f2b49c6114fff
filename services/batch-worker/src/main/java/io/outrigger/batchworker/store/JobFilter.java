package io.outrigger.batchworker.store;

import io.outrigger.batchworker.job.JobState;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the jobs are asked for.
 *
 * @param states any where it is empty
 */
public record JobFilter(String tenant, Set<JobState> states, Optional<String> model) {
}
