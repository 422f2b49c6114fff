/**
 * inference-orchestrator: takes inferences whose fleet is decided and carries them to that fleet's model servers.
 *
 * <p>It is the only service that dials fleets. It cuts the version's decimal number and the remaining time into each request's bytes,
 * drops work that nobody waits for, returns answers as they came, and reports each failure once, with a code that tells the mesh
 * whether a retry makes sense; it never retries. {@link io.outrigger.orchestrator.OrchestratorServer} puts it together.
 */
package io.outrigger.orchestrator;
