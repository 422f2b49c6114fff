package io.outrigger.local.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.local.Repository;
import io.outrigger.testing.programs.Executable;
import io.outrigger.testing.programs.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/promote}, which the workflows write digests with. */
class PromoteTest {
    private static final String OLD = "sha256:" + "a".repeat(64);
    private static final String NEW = "sha256:" + "b".repeat(64);
    private static final String KUSTOMIZATION = """
            # Which images this environment runs.
            resources:
              - ../../base
            images:
              # by .ci/promote
              - name: ghcr.io/outrigger/api-gateway
                digest: %s
              - name: ghcr.io/outrigger/model-router
                digest: %s
            patches:
              - path: replicas.yaml
            """;

    private static final String MODELS = """
            images:
            - name: ghcr.io/outrigger/model-server
            """;

    @TempDir
    Path directory;

    @Test
    void itWritesTheDigestsThatItIsGivenWhereTheyAreListedAndNothingElse() throws IOException {
        Path platform = file("gitops/platform/overlays/staging/kustomization.yaml", KUSTOMIZATION.formatted(OLD, OLD));
        Path models = file("gitops/models/sample/overlays/staging/kustomization.yaml", MODELS);
        Path production = file("gitops/platform/overlays/prod/kustomization.yaml", KUSTOMIZATION.formatted(OLD, OLD));
        assertThat(promote("staging", "ghcr.io/outrigger/model-router=" + NEW, "ghcr.io/outrigger/model-server=" + NEW).requireSuccess()
                .output()).isEqualTo("ghcr.io/outrigger/model-server " + NEW + "\nghcr.io/outrigger/model-router " + NEW);
        assertThat(platform).hasContent(KUSTOMIZATION.formatted(OLD, NEW));
        assertThat(models).as("one without a digest gets one").hasContent(MODELS + "  digest: " + NEW + "\n");
        assertThat(production).hasContent(KUSTOMIZATION.formatted(OLD, OLD));
    }

    @Test
    void itCopiesTheDigestsOfAnotherEnvironment() throws IOException {
        Path staging = file("gitops/platform/overlays/staging/kustomization.yaml", KUSTOMIZATION.formatted(NEW, NEW));
        Path production = file("gitops/platform/overlays/prod/kustomization.yaml", KUSTOMIZATION.formatted(OLD, NEW));
        Path elsewhere = file("gitops/models/sample/overlays/prod/kustomization.yaml", "resources:\n  - ../../base\n");
        assertThat(promote("prod", "--from", "staging").requireSuccess().output()).isEqualTo("ghcr.io/outrigger/api-gateway " + NEW);
        assertThat(production).hasSameTextualContentAs(staging);
        assertThat(elsewhere).hasContent("resources:\n  - ../../base\n");
        assertThat(promote("prod", "--from", "staging").requireSuccess().output()).isEmpty();
    }

    @Test
    void whatItDoesNotUnderstandItRefusesAndLeaves() throws IOException {
        Path staging = file("gitops/platform/overlays/staging/kustomization.yaml", KUSTOMIZATION.formatted(OLD, OLD));
        assertRefused(staging, "lists an image ghcr.io/outrigger/unknown", "staging", "ghcr.io/outrigger/api-gateway=" + NEW,
                "ghcr.io/outrigger/unknown=" + NEW);
        assertRefused(staging, "latest is not the digest of an image", "staging", "ghcr.io/outrigger/api-gateway=latest");
        assertRefused(staging, "Writes image digests", "staging");
        assertRefused(staging, "no environment nowhere", "nowhere", "ghcr.io/outrigger/api-gateway=" + NEW);
        assertRefused(file("gitops/a/overlays/tags/kustomization.yaml", "images:\n  - name: a\n    newTag: v1\n"), "names a tag of a",
                "tags", "a=" + NEW);
        assertRefused(file("gitops/a/overlays/odd/kustomization.yaml", "images:\n  - {name: a}\n"), "Line 2 is no line", "odd", "a=" + NEW);
        Path more = file("gitops/platform/overlays/more/kustomization.yaml", "images:\n  - name: a\n");
        assertRefused(more, "has no digest of a", "more", "--from", "staging");
    }

    /** One refusal among several changes nothing. */
    private void assertRefused(Path file, String message, String... arguments) throws IOException {
        String before = Files.readString(file);
        ProgramRun run = promote(arguments);
        assertThat(run.succeeded()).as(run.output()).isFalse();
        assertThat(run.output()).contains(message);
        assertThat(file).hasContent(before);
    }

    private ProgramRun promote(String... arguments) {
        Executable.orSkip("python3");
        String program = Repository.ROOT.resolve(".ci/promote").toString();
        String[] words = Stream.concat(Stream.of("-c", "cd \"$0\" && exec \"$@\"", directory.toString(), program),
                Stream.of(arguments)).toArray(String[]::new);
        return Executable.orSkip("sh").run(Map.of(), Duration.ofMinutes(1), words);
    }

    private Path file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
