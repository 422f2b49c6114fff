/**
 * The gRPC edge of the registry: reads, and Watch.
 *
 * <p>A watcher is a cursor into the change feed's state and not a queue: what it gets next is decided when it can take it, so
 * a slow one costs no memory, and one that falls behind the log gets a snapshot. One that takes nothing at all is sent away.
 * The port asks for no token; it is reached from inside only.
 */
package io.outrigger.metadata.watch;
