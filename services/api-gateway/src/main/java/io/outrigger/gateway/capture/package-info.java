/**
 * A share of a model's traffic, kept to be run again on another version.
 *
 * <p>{@link io.outrigger.gateway.capture.Captures} is told of every answer. What is to be kept is decided without I/O, by the hash of the
 * request's id and then by a limit a minute, and put into a queue that is bounded in bytes and never waits; a background loop makes lines
 * of JSON of it and hands them to the batch-worker, which alone has the keys to S3. A request waits for none of this, and what does not
 * fit is counted and forgotten.
 */
package io.outrigger.gateway.capture;
