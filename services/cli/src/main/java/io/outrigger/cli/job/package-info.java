/**
 * Jobs: watching one to its end, and the commands {@code outrigger jobs …}. What a job's line looks like
 * ({@link io.outrigger.cli.job.JobLine}), how fast it goes ({@link io.outrigger.cli.job.Pace}) and when to print are computed from its
 * JSON and a given time; {@link io.outrigger.cli.job.JobFollower} asks and waits. For one thread.
 */
package io.outrigger.cli.job;
