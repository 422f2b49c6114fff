package io.outrigger.registry;

/**
 * A movable name for one version of a model.
 *
 * @param version number of the version it points at
 * @param revision changes with every move
 */
public record Alias(String name, long version, long revision) {
}
