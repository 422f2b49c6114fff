/**
 * The wire of jobs: {@code outrigger.jobs.v1.JobService}, as the gateway calls it. Streams go as fast as their slower end.
 *
 * <p>Whose jobs they are is what the gateway says; nobody sees another tenant's. Safe for several threads.
 */
package io.outrigger.batchworker.api;
