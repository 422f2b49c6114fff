package io.outrigger.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.outrigger.testing.manifests.Manifest;
import io.outrigger.testing.programs.Executable;
import io.outrigger.testing.programs.ProgramRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Kubernetes' kinds, and those of the operators' own releases, read where Go keeps their modules: none is copied here. Schemas are made
 * strict, so that a field that the kind does not have is refused, as the API server does with strict validation. Rules in CEL are not
 * evaluated.
 */
final class RealKinds {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What every object has, which not every definition lists. */
    private static final Map<String, String> ROOT = Map.of("apiVersion", "string", "kind", "string", "metadata", "object");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Map<String, JsonSchema> schemas = new HashMap<>();

    /**
     * @param module a Go module and its version
     * @param folder where its kinds are
     */
    record Source(String module, String folder) {
    }

    static final List<Source> SOURCES = List.of(
            new Source("istio.io/api@v1.31.1", "kubernetes"),
            new Source("github.com/argoproj/argo-rollouts@v1.9.0", "manifests/crds"),
            new Source("github.com/argoproj/argo-cd/v3@v3.5.0", "manifests/crds"),
            new Source("github.com/kedacore/keda/v2@v2.21.0", "config/crd/bases"),
            new Source("github.com/prometheus-operator/prometheus-operator@v0.85.0", "example/prometheus-operator-crd"),
            new Source("github.com/external-secrets/external-secrets@v1.3.2", "config/crds/bases"),
            new Source("github.com/kyverno/kyverno@v1.19.1", "config/crds"),
            new Source("github.com/cloudnative-pg/cloudnative-pg@v1.28.0", "config/crd/bases"));
    private static final Source KUBERNETES = new Source("k8s.io/kubernetes@v1.34.0", "api/openapi-spec/v3");

    /** All kinds of all sources; the test is skipped by name where Go, or a module, is not to be had. */
    static RealKinds orSkip() {
        RealKinds kinds = new RealKinds();
        Executable go = Executable.find("go").or(() -> Optional.of(Path.of("/usr/local/go/bin/go")).filter(Files::isExecutable)
                .map(Executable::new))
                .orElseGet(() -> Assumptions.abort(
                        "Go is not installed here; the real kinds come from its modules, and this test is skipped."));
        SOURCES.forEach(source -> kinds.read(folder(go, source), ".yaml", kinds::readDefinitions));
        kinds.read(folder(go, KUBERNETES), ".json", kinds::readDescription);
        return kinds;
    }

    private static Path folder(Executable go, Source source) {
        ProgramRun run = go.run(Map.of("GOFLAGS", "-mod=mod", "GO111MODULE", "on"), LIMIT, "mod", "download", "-json", source.module());
        try {
            JsonNode said = JSON.readTree(run.output().substring(Math.max(0, run.output().indexOf('{'))));
            if (!run.succeeded() || !said.hasNonNull("Dir")) {
                return Assumptions.abort(source.module() + " cannot be had here (" + said.path("Error").asText()
                        + "); this test is skipped.");
            }
            return Path.of(said.path("Dir").asText(), source.folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Path folder, String ending, Consumer<Path> reader) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(ending)).sorted().forEach(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kubernetes' own kinds, which a description of its API for each group has among what they are made of. */
    private void readDescription(Path file) {
        try {
            JsonNode components = JSON.readTree(file.toFile()).path("components");
            components.path("schemas").forEach(RealKinds::strict);
            components.path("schemas").properties().forEach(component -> component.getValue().path("x-kubernetes-group-version-kind")
                    .forEach(kind -> schemas.computeIfAbsent(
                            key(kind.path("group").asText(), kind.path("version").asText(), kind.path("kind").asText()),
                            _ -> schema(JSON.createObjectNode().put("$ref", "#/components/schemas/" + component.getKey())
                                    .set("components", components)))));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    private void readDefinitions(Path file) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                if (document.path("kind").asText().equals("CustomResourceDefinition")) {
                    document.at("/spec/versions").forEach(version -> add(document, version));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    private void add(JsonNode definition, JsonNode version) {
        if (version.path("served").asBoolean()) {
            ObjectNode schema = version.at("/schema/openAPIV3Schema").deepCopy();
            ROOT.forEach((field, type) -> schema.withObject("/properties").putIfAbsent(field, JSON.createObjectNode().put("type", type)));
            strict(schema);
            schemas.put(key(definition.at("/spec/group").asText(), version.path("name").asText(), definition.at("/spec/names/kind")
                    .asText()),
                    schema(schema));
        }
    }

    private static JsonSchema schema(JsonNode schema) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
    }

    /**
     * Only where properties are listed: {@code oneOf}, {@code anyOf} and {@code not} narrow a schema, and what they leave out is not
     * forbidden.
     */
    private static void strict(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            if (object.has("properties") && !object.has("additionalProperties")
                    && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean() && !object.path("x-kubernetes-embedded-resource")
                    .asBoolean()) {
                object.put("additionalProperties", false);
            }
            object.path("properties").forEach(RealKinds::strict);
            strict(object.path("items"));
            strict(object.path("additionalProperties"));
        }
    }

    private static String key(String group, String version, String kind) {
        return group + "/" + version + " " + kind;
    }

    /** A sentence for each thing that is wrong with it. */
    List<String> wrong(Manifest manifest) {
        JsonSchema schema = schemas.get(key(manifest.group(), manifest.version(), manifest.kind()));
        return schema == null ? List.of(manifest + ": nobody serves " + manifest.at("/apiVersion").asText() + " " + manifest.kind())
                : schema.validate(manifest.json()).stream().map(ValidationMessage::getMessage).map(message -> manifest
                + message.substring(1)).toList();
    }
}
