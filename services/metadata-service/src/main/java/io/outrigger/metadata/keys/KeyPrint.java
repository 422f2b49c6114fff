package io.outrigger.metadata.keys;

/**
 * All that is kept of a key itself.
 *
 * @param prefix how it begins, by which people find it
 */
public record KeyPrint(String prefix, KeyHash hash) {
}
