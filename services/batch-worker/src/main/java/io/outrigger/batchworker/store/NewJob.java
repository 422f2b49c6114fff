package io.outrigger.batchworker.store;

import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.rows.ChunkPlace;
import java.util.List;
import java.util.Optional;

/**
 * A job that is to be put into the database.
 *
 * @param lines that lie beside it there
 * @param chunks of a job that is cut already
 */
public record NewJob(Job job, JobTerms terms, Optional<byte[]> lines, List<ChunkPlace> chunks) {
}
