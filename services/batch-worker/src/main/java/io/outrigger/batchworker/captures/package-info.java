/**
 * Captured requests in S3: an object for each batch that a gateway hands over, under its model and the time of its first record, so that
 * the records of a time are found by their names alone.
 *
 * <p>What a record says is the gateway's business; only its time is looked at here. Records go when they are old, whether or not anybody
 * has read them.
 */
package io.outrigger.batchworker.captures;
