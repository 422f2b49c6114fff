/**
 * Models: reading them whole, changing what may change about them, deleting them; and their REST routes.
 *
 * <p>{@link io.outrigger.metadata.models.ModelStore} puts a model together from its rows, for every feature;
 * {@link io.outrigger.metadata.models.Models} reads through the cache. Stores work inside the transaction they are given and
 * hold no state; the services are safe for several threads.
 */
package io.outrigger.metadata.models;
