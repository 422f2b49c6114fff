/**
 * The registry's tables in PostgreSQL: one way to read, one way to write, and the form of what is stored as JSON.
 *
 * <p>Every write goes through {@link io.outrigger.metadata.storage.WriteTransaction}, which serialises writers and numbers their
 * changes. Safe for use by many threads; a transaction belongs to the thread that opened it.
 */
package io.outrigger.metadata.storage;
