package io.outrigger.metadata.limits;

/**
 * How much may be asked for by a tenant or of a model.
 *
 * @param revision of the write that made it what it is
 * @param deleted it is no longer there
 */
public record Limit(Limited limited, Allowance allowance, long revision, boolean deleted) {
}
