/**
 * The batch-worker: takes jobs of many rows, cuts them into chunks, runs these against the model-router and keeps what was answered.
 *
 * <p>PostgreSQL is the truth, Kafka says what is next, S3 has what is large. {@link io.outrigger.batchworker.job} decides, {@link
 * io.outrigger.batchworker.work} does.
 */
package io.outrigger.batchworker;
