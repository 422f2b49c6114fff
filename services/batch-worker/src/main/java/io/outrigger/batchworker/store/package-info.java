/**
 * Jobs in PostgreSQL: the truth about them, and small inputs and outputs.
 *
 * <p>{@link io.outrigger.batchworker.store.JobDatabase} opens transactions, the stores read and write in one that somebody else
 * opened. Nothing decides here: {@link io.outrigger.batchworker.job.JobRules} does, on rows that are locked meanwhile. Whoever
 * locks both locks the job before its chunks. Stores have no state, so they are safe for use by many threads.
 */
package io.outrigger.batchworker.store;
