package io.outrigger.metadata.keys;

/**
 * A key that is to be.
 *
 * @param createdBy the subject of whoever asked for it
 */
public record NewKey(KeyTerms terms, KeyPrint print, String createdBy) {
}
