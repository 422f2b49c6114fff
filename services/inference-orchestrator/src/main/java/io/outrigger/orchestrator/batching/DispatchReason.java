package io.outrigger.orchestrator.batching;

/** Why a call was sent when it was. */
public enum DispatchReason {
    /** Nothing else of its lane was in flight. */
    IDLE,
    /** A slot was free. */
    SLOT,
    /** As many rows as a call takes. */
    FULL,
    /** A part of a call that failed for its content. */
    SPLIT
}
