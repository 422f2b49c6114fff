/**
 * Measurements that are a command each. Of jobs: how many small ones a second, how near bulk rows come to what the model server can do,
 * whether memory stays flat, what live requests lose by a running job. Of live requests: what a quiet tenant loses by a loud one, and what
 * is gained by batching.
 *
 * <p>As in the package above, what is compared takes turns in one run, and ratios are what counts. A {@link io.outrigger.perf.jobs.Study}
 * says what it takes and prints Markdown; {@link io.outrigger.perf.jobs.JobsCaller} is a platform as a submitter of jobs sees it.
 */
package io.outrigger.perf.jobs;
