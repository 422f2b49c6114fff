package io.outrigger.batchworker.queue;

/** What became of a delivery. */
public enum Verdict {
    /** It need not be delivered again. */
    DONE,
    /** Nobody has dealt with it: it is to be delivered again, to whomever. */
    AGAIN
}
