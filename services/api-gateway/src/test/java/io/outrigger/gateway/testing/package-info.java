/** A gateway between a registry, a router and a batch-worker that are real servers of a few lines each. */
package io.outrigger.gateway.testing;
