/**
 * PostgreSQL for a service: one pool, migrations of its own, transactions, and a way to hear of changes.
 *
 * <p>{@link io.outrigger.database.Database} turns what goes wrong in a connection into DEPENDENCY_UNAVAILABLE, so no feature
 * handles SQL failures, and applies the migrations as soon as the server can be reached. {@link
 * io.outrigger.database.ChangeListener} follows a channel of notifications and polls besides, since those can be lost. Safe for
 * use by many threads; a transaction belongs to the thread that opened it.
 */
package io.outrigger.database;
