package io.outrigger.metadata.cache;

/**
 * What the cache keeps of one model.
 *
 * @param revision of the model, or of its deletion
 * @param document the model's message; empty for a model that was deleted
 */
record CacheEntry(long revision, byte[] document) {
}
