package io.outrigger.metadata.feed;

/**
 * One row of the change log.
 *
 * @param revision one above the change before it
 * @param name of the model or fleet that was written or deleted
 * @param writeId drawn with the write: no other history of the registry has it at this revision
 */
record Change(long revision, Entity entity, String name, String writeId) {

    enum Entity {
        MODEL,
        FLEET
    }
}
