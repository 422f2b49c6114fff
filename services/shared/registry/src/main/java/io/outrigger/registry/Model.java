package io.outrigger.registry;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A model with its versions and aliases.
 *
 * @param defaultAlias the alias that a request without a version means
 * @param strategy how a fleet is chosen among several of one version
 * @param batching whether its requests may share calls
 * @param capture how much of its traffic is kept
 * @param versions by number
 * @param aliases by name
 * @param revision the registry's revision at the last change to any part of this model
 */
public record Model(
        String name, String description, String defaultAlias, Strategy strategy, Batching batching, Capture capture,
        NavigableMap<Long, Version> versions, NavigableMap<String, Alias> aliases, long revision) {

    /** The default alias of a model whose owner chose none. */
    public static final String STABLE = "stable";

    public Model {
        versions = Collections.unmodifiableNavigableMap(new TreeMap<>(versions));
        aliases = Collections.unmodifiableNavigableMap(new TreeMap<>(aliases));
    }

    /** The model made of its parts, in any order; none of its traffic is kept. */
    public static Model of(
            String name, String description, String defaultAlias, Strategy strategy, Batching batching, Collection<Version> versions,
            Collection<Alias> aliases, long revision) {
        NavigableMap<Long, Version> byNumber = new TreeMap<>();
        versions.forEach(version -> byNumber.put(version.number(), version));
        NavigableMap<String, Alias> byName = new TreeMap<>();
        aliases.forEach(alias -> byName.put(alias.name(), alias));
        return new Model(name, description, defaultAlias, strategy, batching, Capture.OFF, byNumber, byName, revision);
    }

    /** The same model, of whose traffic so much is kept. */
    public Model capturing(Capture other) {
        return new Model(name, description, defaultAlias, strategy, batching, other, versions, aliases, revision);
    }

    public Optional<Version> version(long number) {
        return Optional.ofNullable(versions.get(number));
    }

    public Optional<Alias> alias(String alias) {
        return Optional.ofNullable(aliases.get(alias));
    }
}
