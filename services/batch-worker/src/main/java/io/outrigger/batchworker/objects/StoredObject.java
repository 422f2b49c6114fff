package io.outrigger.batchworker.objects;

/**
 * An object that has been written.
 *
 * @param key in the worker's own bucket
 * @param sha256 of its bytes, in hexadecimal digits
 */
public record StoredObject(String key, long bytes, String sha256) {
}
