package io.outrigger.registryview;

/** How a copy of the registry compares with the registry itself, at a moment after the question was asked. */
enum Currency {
    /** Everything that was written before the question is in the copy. */
    CURRENT,
    /** The registry knows more than the copy, and the rest has not come in time. */
    BEHIND,
    /** The registry did not answer in time. */
    UNKNOWN
}
