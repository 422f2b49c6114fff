/**
 * The registry's PostgreSQL: one pool, one way to read, one way to write.
 *
 * <p>{@link io.outrigger.metadata.database.Database} turns what goes wrong in a connection into DEPENDENCY_UNAVAILABLE, so no
 * feature handles SQL failures, and applies the migrations as soon as the server can be reached. Every write goes through
 * {@link io.outrigger.metadata.database.WriteTransaction}, which serialises writers and numbers their changes. Safe for use by
 * many threads; a transaction belongs to the thread that opened it.
 */
package io.outrigger.metadata.database;
