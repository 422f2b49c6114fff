package io.outrigger.batchworker.run;

import io.outrigger.batchworker.rows.RowLine;
import io.outrigger.openinference.rows.RowRequest;
import io.outrigger.openinference.wire.ScannedRequest;
import java.util.Optional;

/**
 * A row that can be sent.
 *
 * @param index in its chunk
 * @param requestId what its answer is called
 * @param shareable its rows as they can share a call; empty where it must go alone
 */
record PreparedRow(int index, RowLine line, String requestId, ScannedRequest request, Optional<RowRequest> shareable) {

    /** What a batch counts: a line may hold several rows of a tensor. */
    int rows() {
        return shareable.map(RowRequest::rows).orElse(1);
    }

    int bytes() {
        return request.message().size();
    }
}
