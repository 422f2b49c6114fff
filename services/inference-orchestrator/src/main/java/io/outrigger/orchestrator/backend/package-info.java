/**
 * The way of one inference to a fleet and back.
 *
 * <p>{@link io.outrigger.orchestrator.backend.Backend} is the place for smart batching: request, deadline and cancellation in,
 * future out. {@link io.outrigger.orchestrator.backend.FleetBackend} sends each request alone, at once. {@link
 * io.outrigger.orchestrator.backend.BackendFailures} is where every failure of a fleet gets its code. Safe for several threads.
 */
package io.outrigger.orchestrator.backend;
