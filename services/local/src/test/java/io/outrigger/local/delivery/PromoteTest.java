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

    @TempDir
    Path directory;

    @Test
    void itWritesTheDigestsThatItIsGivenAndNothingElse() throws IOException {
        Path staging = file("staging.yaml", KUSTOMIZATION.formatted(OLD, OLD));
        assertThat(promote(staging.toString(), "ghcr.io/outrigger/model-router=" + NEW).requireSuccess().output())
                .isEqualTo("ghcr.io/outrigger/model-router " + NEW);
        assertThat(staging).hasContent(KUSTOMIZATION.formatted(OLD, NEW));
    }

    @Test
    void itCopiesTheDigestsOfAnotherEnvironment() throws IOException {
        Path staging = file("staging.yaml", KUSTOMIZATION.formatted(NEW, NEW));
        Path production = file("production.yaml", KUSTOMIZATION.formatted(OLD, NEW));
        assertThat(promote(production.toString(), "--from", staging.toString()).requireSuccess().output())
                .isEqualTo("ghcr.io/outrigger/api-gateway " + NEW);
        assertThat(production).hasSameTextualContentAs(staging);
        assertThat(promote(production.toString(), "--from", staging.toString()).requireSuccess().output()).isEmpty();
    }

    @Test
    void anImageWithoutADigestGetsOne() throws IOException {
        Path file = file("staging.yaml", "images:\n- name: a\n- name: b\n  digest: %s\n".formatted(OLD));
        promote(file.toString(), "a=" + NEW, "b=" + NEW).requireSuccess();
        assertThat(file).hasContent("images:\n- name: a\n  digest: %s\n- name: b\n  digest: %s\n".formatted(NEW, NEW));
    }

    @Test
    void whatItDoesNotUnderstandItRefusesAndLeaves() throws IOException {
        Path staging = file("staging.yaml", KUSTOMIZATION.formatted(OLD, OLD));
        assertRefused(staging, "lists no image ghcr.io/outrigger/unknown", "ghcr.io/outrigger/unknown=" + NEW);
        assertRefused(staging, "latest is not the digest of an image", "ghcr.io/outrigger/api-gateway=latest");
        assertRefused(staging, "Writes image digests");
        assertRefused(file("tags.yaml", "images:\n  - name: a\n    newTag: v1\n"), "names a tag of a", "a=" + NEW);
        assertRefused(file("odd.yaml", "images:\n  - {name: a}\n"), "Line 2 is no line", "a=" + NEW);
    }

    /** One refusal among several changes nothing. */
    private void assertRefused(Path file, String message, String... arguments) throws IOException {
        String before = Files.readString(file);
        ProgramRun run = promote(Stream.concat(Stream.of(file.toString()), Stream.of(arguments)).toArray(String[]::new));
        assertThat(run.succeeded()).as(run.output()).isFalse();
        assertThat(run.output()).contains(message);
        assertThat(file).hasContent(before);
    }

    private ProgramRun promote(String... arguments) {
        String program = Repository.ROOT.resolve(".ci/promote").toString();
        String[] words = Stream.concat(Stream.of(program), Stream.of(arguments)).toArray(String[]::new);
        return Executable.orSkip("python3").run(Map.of(), Duration.ofMinutes(1), words);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
