/**
 * Fleets: where model servers are; and their REST routes.
 *
 * <p>The fleet {@code default} always exists and has no address of its own: it is what TRITON_URL says wherever it is used.
 * Stores work inside the transaction they are given; the service is safe for several threads.
 */
package io.outrigger.metadata.fleets;
