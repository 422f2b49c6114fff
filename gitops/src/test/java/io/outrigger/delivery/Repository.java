package io.outrigger.delivery;

import io.outrigger.delivery.policy.Manifests;
import io.outrigger.testing.Checkout;
import io.outrigger.testing.manifests.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** This repository's manifests, rendered by kubectl as Argo CD renders them; a test is skipped by name where kubectl is missing. */
final class Repository {
    static final List<String> ENVIRONMENTS = List.of("dev", "staging", "prod");
    static final Path ROOT = Checkout.ROOT;
    private static final Map<Path, List<Manifest>> RENDERED = new ConcurrentHashMap<>();

    private Repository() {
    }

    /** What an environment's cluster runs: policy, services, every model family, monitoring, admission. */
    static Manifests environment(String environment) {
        Stream<Path> families = folders(ROOT.resolve("gitops/models")).map(family -> family.resolve("overlays").resolve(environment));
        Stream<Path> parts = Stream.of("gitops/mesh/overlays/" + environment, "gitops/platform/overlays/" + environment,
                "gitops/monitoring",
                "gitops/policies/overlays/" + environment).map(ROOT::resolve);
        return new Manifests(environment, Stream.concat(parts, families).flatMap(folder -> render(folder).stream()).toList());
    }

    /** What the hub's Argo CD is told. */
    static Manifests argo() {
        return new Manifests("argocd", Stream.concat(render(ROOT.resolve("gitops/argocd")).stream(),
                Manifest.read(ROOT.resolve("gitops/root.yaml")).stream())
                .toList());
    }

    private static List<Manifest> render(Path folder) {
        return RENDERED.computeIfAbsent(folder, Manifest::render);
    }

    static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Path> folders(Path parent) {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
