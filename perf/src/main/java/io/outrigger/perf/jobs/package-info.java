/**
 * Jobs: how many small ones a second, how near bulk rows come to what the model server can do, whether memory stays flat, and what live
 * requests lose by a running job. {@link io.outrigger.perf.jobs.JobsCaller} is a platform as a submitter of jobs sees it.
 */
package io.outrigger.perf.jobs;
