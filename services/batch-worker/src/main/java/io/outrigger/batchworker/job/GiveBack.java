package io.outrigger.batchworker.job;

/** Why a chunk is given back. */
public enum GiveBack {
    /** The worker stops: it can be run at once. */
    STOPPING,
    /** The model, or something that the worker needs, is not there: later, however often. */
    NOT_NOW,
    /** The model server went away while it had rows of this chunk, which may be why: later, but not for ever. */
    LOST
}
