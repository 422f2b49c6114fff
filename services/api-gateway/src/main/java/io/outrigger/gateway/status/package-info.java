/**
 * The platform at a glance: models, aliases, traffic, batches and jobs, as JSON, as server-sent events, and as a page at {@code /}.
 *
 * <p>The page's documents are open and the same for everybody; what it shows comes from routes that want a token. Every few seconds there
 * is a new {@linkplain io.outrigger.gateway.status.StatusBoard turn}, and in each at most one status is made for all who may see the same,
 * however many watch. Where a neighbour is away its part says so, and the rest is told.
 */
package io.outrigger.gateway.status;
