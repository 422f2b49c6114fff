package io.outrigger.batchworker.submission;

/**
 * What makes two requests one.
 *
 * @param requestSha256 of the request: another one under the same key is refused
 */
public record RequestKey(String key, byte[] requestSha256) {
}
