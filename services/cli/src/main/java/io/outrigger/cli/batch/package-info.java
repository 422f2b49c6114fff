/**
 * {@code outrigger batch submit}: a file of rows becomes a job. What the argument means ({@link io.outrigger.cli.batch.Input}) and what is
 * asked of the gateway ({@link io.outrigger.cli.batch.Submission}) are values; the command uploads, submits and watches. For one thread.
 */
package io.outrigger.cli.batch;
