package io.outrigger.orchestrator.backend;

import io.outrigger.openinference.rows.RowRequest;
import java.util.concurrent.CompletableFuture;

/**
 * An inference that may share a call with others.
 *
 * @param answer completed once, by whatever ends it
 */
record Rider(Inference inference, RowRequest rows, CompletableFuture<Answer> answer) {
}
