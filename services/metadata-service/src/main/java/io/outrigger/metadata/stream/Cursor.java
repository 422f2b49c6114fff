package io.outrigger.metadata.stream;

import java.util.Optional;

/**
 * How far one watcher is, and what it gets next. Its stream asks from one thread at a time.
 *
 * @param <M> the messages to watchers
 */
public interface Cursor<M> {

    /** The next message, if there is one to send. */
    Optional<M> next();

    /** What says that everything there is was sent; empty while that is not so. */
    Optional<M> heartbeat();
}
