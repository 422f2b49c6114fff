/**
 * Models in Redis, so that reads are quick and do not reach the database: never wrong, and never needed.
 *
 * <p>An entry carries the revision of its model. Two rules keep it right: Redis itself refuses an entry that is older than the
 * one it has, and a reader takes an entry only if it is what the change feed has. Redis that is away, slow or
 * wiped costs time and nothing else. Safe for several threads.
 */
package io.outrigger.metadata.cache;
