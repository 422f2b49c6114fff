package io.outrigger.orchestrator.backend;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.openinference.rows.RowKind;
import io.outrigger.orchestrator.batching.LaneKey;

/**
 * What requests to one model of a fleet must have in common to share a call.
 *
 * @param headers where the call goes: those that the mesh and the model server decide by, and none that is one caller's
 * @param rowsMax rows of one call
 */
record LaneKind(RoutingHeaders headers, RowKind rows, int rowsMax) {

    /** The lane of a request. A bucket decides for the mesh only where no version was pinned. */
    static LaneKey laneOf(Destination destination, RoutingHeaders own, RowKind rows, int rowsMax) {
        String bucket = own.version().isEmpty() ? own.bucket() : "";
        RoutingHeaders shared = new RoutingHeaders(
                own.model(), own.version(), own.fleet(), bucket, "", "", own.digest(), own.servedAs(), "");
        return new LaneKey(destination.modelOnTheWire() + '/' + destination.versionOnTheWire(), new LaneKind(shared, rows, rowsMax));
    }

    /** The headers of a call for requests of this priority. */
    RoutingHeaders headers(Priority priority) {
        return headers.withPriority(priority);
    }

    @Override
    public String toString() {
        return rows.toString();
    }
}
