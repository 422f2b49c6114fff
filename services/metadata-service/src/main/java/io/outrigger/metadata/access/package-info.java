/**
 * The gRPC edge of keys and limits, and the watch by which gateways follow them.
 *
 * <p>{@link io.outrigger.metadata.access.AccessState} is a copy of them in memory in the order of their revisions, those that are over
 * among them; a watcher is a revision in it. A heartbeat says that the watcher has what the database has, so none goes out while that
 * cannot be known, and nobody begins to watch then. The port asks for no token; it is reached from inside only.
 */
package io.outrigger.metadata.access;
