package io.outrigger.batchworker.submission;

import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.rows.ChunkPlace;
import io.outrigger.batchworker.store.JobTerms;
import java.util.List;
import java.util.Optional;

/**
 * A job that is to be put into the database.
 *
 * @param lines that lie beside it there
 * @param chunks of a job that is cut already
 */
record NewJob(Job job, JobTerms terms, Optional<byte[]> lines, List<ChunkPlace> chunks) {
}
