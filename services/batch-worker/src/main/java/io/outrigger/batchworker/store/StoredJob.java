package io.outrigger.batchworker.store;

import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobFault;
import java.util.List;

/**
 * A job as it lies in the database.
 *
 * @param faults why it failed as a whole; empty unless it did
 */
public record StoredJob(Job job, JobTerms terms, List<JobFault> faults) {

    public String id() {
        return job.id();
    }
}
