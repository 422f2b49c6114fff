/**
 * The life of a job as decisions: what happens goes in with the time, the new state and what is to be done come out.
 *
 * <p>{@link io.outrigger.batchworker.job.JobRules} decides. It knows no clock, no thread and nothing that could fail: whoever
 * drives it reads job and chunk, decides, and writes both in one transaction, and does the effects behind the commit. A lease
 * carries a fencing token. Time takes a lease away only when somebody else comes for the work; whether an end counts is decided
 * by the token alone, so a worker that was slow but alone is heard, and one that has been replaced is not.
 *
 * <p>{@link io.outrigger.batchworker.job.PublishOrder} decides what goes into the queue next, and
 * {@link io.outrigger.batchworker.job.JobProgress} how fast a job is. Everything here is immutable. A simulator in the tests drives
 * the rules through crashes, losses, duplicates, zombies and wrong clocks.
 */
package io.outrigger.batchworker.job;
