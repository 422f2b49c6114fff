package io.outrigger.batchworker.submission;

import io.outrigger.batchworker.store.StoredJob;

/**
 * What came of a request.
 *
 * @param created false where the job was there already
 */
public record Submitted(StoredJob job, boolean created) {
}
