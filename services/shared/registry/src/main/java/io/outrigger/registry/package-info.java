/**
 * The registry's vocabulary: {@link io.outrigger.registry.Model} and what hangs on it, which names they may have, and how they
 * stand on the wire.
 *
 * <p>The metadata-service stores these records, the others read them; no one here asks anybody. Everything is immutable.
 */
package io.outrigger.registry;
