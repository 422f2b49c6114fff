/**
 * What was served and how long it took: counted once, read twice, as the protocol's statistics and as Prometheus metrics under
 * Triton's names.
 *
 * <p>Only requests that came as far as the model's queue are counted; what was refused before that is in
 * {@code model_server_requests_received_total} alone. Thread-safe.
 */
package io.outrigger.modelserver.statistics;
