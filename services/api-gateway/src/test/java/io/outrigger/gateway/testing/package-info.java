/** A gateway between a registry and a router that are real servers of a few lines each. */
package io.outrigger.gateway.testing;
