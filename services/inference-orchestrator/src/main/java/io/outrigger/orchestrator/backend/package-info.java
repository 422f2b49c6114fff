/**
 * The way of one inference to a fleet and back.
 *
 * <p>{@link io.outrigger.orchestrator.backend.Backend}: request, deadline and cancellation in, future out. {@link
 * io.outrigger.orchestrator.backend.FleetBackend} sends each request alone, at once; {@link
 * io.outrigger.orchestrator.backend.BatchingBackend} lets those share a call that may, as the decisions in {@code batching} say. {@link
 * io.outrigger.orchestrator.backend.BackendFailures} is where every failure of a fleet gets its code. Safe for several threads.
 */
package io.outrigger.orchestrator.backend;
