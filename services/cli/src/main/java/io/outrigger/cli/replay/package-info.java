/**
 * {@code outrigger replay}: captured requests run again on another version, as a job, and how its answers differ.
 *
 * <p>What two answers differ in is a value ({@link io.outrigger.cli.replay.RowDifference}), found without I/O and without a clock, and so
 * is the report with its verdict. Captures hold what callers have sent: they lie in a folder that nobody else can read, and go with the
 * file and the jobs that were made of them. For one thread.
 */
package io.outrigger.cli.replay;
