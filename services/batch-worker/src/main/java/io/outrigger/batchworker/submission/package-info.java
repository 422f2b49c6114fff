/**
 * From a request to a job in the database: what is asked of others for it, and one transaction that makes it, once for each idempotency
 * key.
 *
 * <p>{@link io.outrigger.batchworker.submission.Submissions} is the door. Safe for several threads.
 */
package io.outrigger.batchworker.submission;
