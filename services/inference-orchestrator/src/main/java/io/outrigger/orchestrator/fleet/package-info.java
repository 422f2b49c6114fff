/**
 * The fleets that can be called: one long-lived channel each, following the addresses in the registry.
 *
 * <p>{@link io.outrigger.orchestrator.fleet.FleetLinks} is written by the registry's watcher and read by every request; a channel
 * whose fleet moved or went away closes when its last call has ended. Safe for several threads.
 */
package io.outrigger.orchestrator.fleet;
