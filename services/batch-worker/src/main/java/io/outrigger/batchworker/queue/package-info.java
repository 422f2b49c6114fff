/**
 * Chunk ids in Kafka, as a work queue: a share group delivers each to one worker at a time, and again until one has accepted it.
 *
 * <p>{@link io.outrigger.batchworker.queue.ChunkQueue} puts chunks in, {@link io.outrigger.batchworker.queue.QueueLanes} takes them
 * out. Nothing is known from Kafka alone: a record that is lost, or delivered twice, changes nothing but when a chunk is run, since
 * PostgreSQL says what is to be done. Broker and topic may be away or missing at any time; what is here waits for them by itself.
 *
 * <p>A lane is one share consumer that has one record at a time. While its record is in work a consumer renews the record's lock, and
 * as long as it renews it is given no other record; so a consumer of several places would have to wait for the slowest of them.
 * The topic has one partition: a partition's records go to any lane, while of several partitions each lane has its own, and stands
 * idle when another lane's are full.
 */
package io.outrigger.batchworker.queue;
