/**
 * A live copy of the model registry, as every service on the serving path holds one.
 *
 * <p>The records ({@link io.outrigger.registry.Model} and what hangs on it) are the registry's own vocabulary: the
 * metadata-service stores them, the others read them. {@link io.outrigger.registryview.RegistrySnapshot} answers which version
 * a request means, with the same code wherever the question comes up first. {@link io.outrigger.registryview.RegistryView}
 * keeps a snapshot current over the Watch stream and goes on serving the last one while the registry is away. Records and
 * snapshots are immutable; a view is read from any thread without a lock.
 */
package io.outrigger.registryview;
