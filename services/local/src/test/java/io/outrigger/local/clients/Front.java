package io.outrigger.local.clients;

/** A proxy in front of one target, until it is closed. */
interface Front extends AutoCloseable {

    /** Where it keeps its connections to the target, and sends requests of several callers over one. */
    String keptUrl();

    @Override
    void close();
}
