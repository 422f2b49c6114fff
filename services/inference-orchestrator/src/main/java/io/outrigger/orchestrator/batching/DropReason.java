package io.outrigger.orchestrator.batching;

/** Why a request leaves without an answer. */
public enum DropReason {
    /** Its time was over. */
    EXPIRED,
    /** Its time would be over before the answer came, as far as can be predicted. */
    PREDICTED_MISS,
    /** Its caller has gone. */
    CANCELLED,
    /** More waits than may. */
    QUEUE_FULL,
    /** It would wait for longer than is wanted, though not than it has time. */
    OVERLOAD
}
