package io.outrigger.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.outrigger.delivery.policy.Manifest;
import io.outrigger.delivery.policy.Manifests;
import io.outrigger.testing.programs.Executable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** This repository's manifests, rendered by kubectl as Argo CD renders them; a test is skipped by name where kubectl is missing. */
final class Repository {
    static final List<String> ENVIRONMENTS = List.of("dev", "staging", "prod");
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
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
                read(ROOT.resolve("gitops/root.yaml")).stream())
                .toList());
    }

    static List<Manifest> render(Path folder) {
        return RENDERED.computeIfAbsent(folder, each -> parse(kustomize(each)));
    }

    private static String kustomize(Path folder) {
        try {
            Path rendered = Files.createTempFile("outrigger-rendered-", ".yaml");
            try {
                Executable.orSkip("kubectl").run(Map.of(), LIMIT, "kustomize", folder.toString(), "--output", rendered.toString())
                        .requireSuccess();
                return Files.readString(rendered);
            } finally {
                Files.deleteIfExists(rendered);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The objects of a file as it stands. */
    static List<Manifest> read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Manifest> parse(String yaml) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll().stream().filter(ObjectNode.class::isInstance).map(each -> new Manifest((ObjectNode) each)).toList();
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
