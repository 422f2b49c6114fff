/**
 * Streams to those who watch, whatever they watch.
 *
 * <p>A watcher is a {@link io.outrigger.metadata.stream.Cursor} into a state and not a queue: what it gets next is decided when it can take
 * it, so a slow one costs no memory, and one that takes nothing at all is sent away. Safe for several threads.
 */
package io.outrigger.metadata.stream;
