/** What the orchestrator knows, read-only over REST: fleets, their channels and latencies. Stateless. */
package io.outrigger.orchestrator.status;
