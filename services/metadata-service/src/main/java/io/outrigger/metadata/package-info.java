/**
 * The model registry: which models exist, what each version takes and gives, where it runs, and which one an alias means.
 *
 * <p>{@link io.outrigger.metadata.MetadataServer} puts the features together: models, versions, aliases and fleets over REST
 * for people and pipelines, watch over gRPC for the services on the serving path. Keys and limits, which gateways write and follow by
 * {@code access}, are numbered and watched apart from these. PostgreSQL is the truth; Redis makes reads quicker and may be away.
 */
package io.outrigger.metadata;
