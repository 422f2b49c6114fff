package io.outrigger.mesh;

import io.outrigger.testing.manifests.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What istiod knows: what Kubernetes' API would hold, in one file, so that a change of several objects is one change. Not for several
 * threads.
 */
final class IstioConfiguration {
    private final Path folder;
    private final Map<String, Manifest> objects = new TreeMap<>();

    IstioConfiguration(Path folder) {
        try {
            this.folder = Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Adds it, or takes it for the one of the same kind and name. */
    void put(Manifest manifest) {
        objects.put(key(manifest), manifest);
    }

    void remove(Manifest manifest) {
        objects.remove(key(manifest));
    }

    /** One that is there, to be changed and put back. */
    Manifest get(String kind, String name) {
        return objects.values().stream().filter(object -> object.is(kind, name)).findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " among " + objects.keySet())).copy();
    }

    List<Manifest> all(String kind) {
        return objects.values().stream().filter(object -> object.kind().equals(kind)).toList();
    }

    /** Writes all of it where istiod looks. */
    void write() {
        Collection<Manifest> all = objects.values();
        TextFile.write(folder.resolve("mesh.yaml"), all.stream().map(Manifest::yaml).collect(Collectors.joining()));
    }

    private static String key(Manifest manifest) {
        return manifest.kind() + "/" + manifest.namespace() + "/" + manifest.name();
    }
}
