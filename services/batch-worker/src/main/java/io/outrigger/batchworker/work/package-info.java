/**
 * The shell around the rules of jobs: it makes events happen in transactions, does what they come to, and has four loops. A planner
 * fills the queue, lanes run what comes out of it, cutters count rows, and a sweeper looks for what was lost and for what is over.
 *
 * <p>{@link io.outrigger.batchworker.work.JobWork} puts it together. Every loop may run in any number of workers at once: the rules
 * decide on rows that are locked, and fencing tokens tell who is heard. Safe for several threads.
 */
package io.outrigger.batchworker.work;
