package io.outrigger.metadata.feed;

/**
 * One row of the change log.
 *
 * @param revision one above the change before it
 * @param name of the model or fleet that was written or deleted
 */
record Change(long revision, Entity entity, String name) {

    enum Entity {
        MODEL,
        FLEET
    }
}
