/**
 * Limits: how much may be asked for, by a tenant with all its callers together or of a model by everybody together.
 *
 * <p>The registry holds them, gateways heed them. {@link io.outrigger.metadata.limits.Allowance} is how much; keys have one too. A limit
 * that is deleted stays as a row that says so, for those who watch. Safe for several threads.
 */
package io.outrigger.metadata.limits;
