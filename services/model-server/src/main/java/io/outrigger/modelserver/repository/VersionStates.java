package io.outrigger.modelserver.repository;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of every version that somebody tried to load: the source of the index. Thread-safe. */
final class VersionStates {

    static final String UNLOADED = "unloaded";
    private static final String RELOAD_FAILED = "the last load failed, and what was loaded before is served on: ";

    private final Map<String, Map<String, IndexEntry>> models = new TreeMap<>();

    /** All versions of a model at once; those that are not named are forgotten. */
    synchronized void replace(String name, Collection<Long> versions, String state, String reason) {
        Map<String, IndexEntry> entries = new TreeMap<>();
        for (Long version : versions) {
            entries.put(version.toString(), new IndexEntry(name, version.toString(), state, reason));
        }
        if (versions.isEmpty()) {
            entries.put("", new IndexEntry(name, "", state, reason));
        }
        models.put(name, entries);
    }

    synchronized void change(String name, String state, String reason) {
        models.getOrDefault(name, Map.of()).replaceAll((version, entry) -> new IndexEntry(name, version, state, reason));
    }

    /** Loading has failed while other versions are served, which go on; both say why. */
    synchronized void failed(String name, Collection<Long> wanted, String reason) {
        Map<String, IndexEntry> entries = models.computeIfAbsent(name, key -> new TreeMap<>());
        entries.replaceAll((version, entry) -> entry.isReady() ? entry.withReason(RELOAD_FAILED + reason) : entry);
        wanted.stream().map(String::valueOf).filter(version -> !entries.containsKey(version) || !entries.get(version).isReady())
                .forEach(version -> entries.put(version, new IndexEntry(name, version, "UNAVAILABLE", reason)));
    }

    /** Whether nothing that was to be loaded is missing; what was unloaded is not. */
    synchronized boolean allReady() {
        return models.values().stream().flatMap(entries -> entries.values().stream())
                .allMatch(entry -> entry.isReady() || entry.reason().equals(UNLOADED));
    }

    synchronized boolean knows(String name) {
        return models.containsKey(name);
    }

    /** Every known version, and the models of the folder that were never touched. */
    synchronized List<IndexEntry> index(List<String> folders) {
        List<IndexEntry> index = new ArrayList<>();
        models.values().forEach(entries -> index.addAll(entries.values()));
        folders.stream().filter(name -> !models.containsKey(name)).map(IndexEntry::neverLoaded).forEach(index::add);
        return index;
    }
}
