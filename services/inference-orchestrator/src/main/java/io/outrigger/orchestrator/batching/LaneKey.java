package io.outrigger.orchestrator.batching;

/**
 * What requests have in common that may share a call.
 *
 * @param model whose executors the call needs: model and version as the fleet calls them
 * @param kind everything else that must be equal, compared by {@code equals}
 */
public record LaneKey(String model, Object kind) {
}
