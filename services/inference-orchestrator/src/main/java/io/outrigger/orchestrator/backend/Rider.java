package io.outrigger.orchestrator.backend;

import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.openinference.rows.RowRequest;
import java.util.concurrent.CompletableFuture;

/**
 * An inference that may share a call with others.
 *
 * @param answer completed once, by whatever ends it
 */
record Rider(Inference inference, RowRequest rows, CompletableFuture<Answer> answer) {

    /** What is known of the request; only one that has a context rides. */
    RequestContext context() {
        return RequestContext.KEY.get(inference.caller());
    }
}
