/**
 * Objects in S3: inputs of jobs and outputs that are too large for PostgreSQL.
 *
 * <p>{@link io.outrigger.batchworker.objects.ObjectStore} writes to one bucket, the worker's own, and reads from that and from those that
 * the operator allows; which others a caller may name is decided by {@link io.outrigger.batchworker.objects.ForeignAddresses}. Everything
 * is a stream or a part of 8 MiB at most, so that the size of an object never matters here. No call waits for ever, and a store that is
 * away is a failure with a code of its own.
 */
package io.outrigger.batchworker.objects;
