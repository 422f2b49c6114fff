/**
 * The service's edge on gRPC: inferences and control calls, read as far as needed, sent to their fleet.
 *
 * <p>Handlers neither block nor throw anything but ServiceException, and keep nothing between calls. Safe for several threads.
 */
package io.outrigger.orchestrator.infer;
