package io.outrigger.batchworker.store;

/**
 * Somebody to be told of a job's end.
 *
 * @param id the same for each try
 * @param body as it is told
 * @param tries leases that were given, this one included
 */
public record WebhookDelivery(String id, String jobId, String url, byte[] body, int tries) {
}
