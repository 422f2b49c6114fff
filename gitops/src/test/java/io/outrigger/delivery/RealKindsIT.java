package io.outrigger.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.testing.manifests.Manifest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Everything that is rendered is what the operators' releases take, to the last field. */
class RealKindsIT {
    private static RealKinds kinds;

    @BeforeAll
    static void read() {
        kinds = RealKinds.orSkip();
    }

    private static Stream<Manifest> everything() {
        return Stream.concat(Repository.ENVIRONMENTS.stream().map(Repository::environment), Stream.of(Repository.argo()))
                .flatMap(manifests -> manifests.all().stream());
    }

    /** One of each kind. */
    private static Collection<Manifest> samples() {
        Map<String, Manifest> samples = new LinkedHashMap<>();
        everything().filter(manifest -> manifest.spec().isObject()).forEach(manifest -> samples.putIfAbsent(manifest.group()
                + manifest.kind(), manifest));
        return samples.values();
    }

    @Test
    void everythingIsOfARealKind() {
        assertThat(everything().flatMap(manifest -> kinds.wrong(manifest).stream())).isEmpty();
    }

    @Test
    void aFieldThatAKindDoesNotHaveIsRefused() {
        assertThat(samples()).hasSizeGreaterThan(20).allSatisfy(sample -> {
            ObjectNode changed = sample.json().deepCopy();
            ((ObjectNode) changed.path("spec")).put("nobodyHasThis", true);
            assertThat(kinds.wrong(new Manifest(changed))).as("%s", sample).isNotEmpty();
        });
    }

    @Test
    void aFieldOfTheWrongTypeIsRefused() {
        assertThat(samples()).allSatisfy(sample -> {
            ObjectNode changed = sample.json().deepCopy();
            changed.put("spec", "words");
            assertThat(kinds.wrong(new Manifest(changed))).as("%s", sample).isNotEmpty();
        });
    }

    @Test
    void aFieldDeepInAPodIsRefused() {
        Manifest rollout = everything().filter(manifest -> manifest.kind().equals("Rollout")).findFirst().orElseThrow();
        ObjectNode changed = rollout.json().deepCopy();
        ((ObjectNode) changed.at("/spec/template/spec/containers/0")).put("readinesProbe", true);
        assertThat(kinds.wrong(new Manifest(changed))).isNotEmpty();
    }

    @Test
    void whatIsDeployedIsWhatIsCheckedAgainst() {
        Manifest operators = Repository.argo().find("ApplicationSet", "argocd", "operators").orElseThrow();
        String deployed = operators.json().toString();
        assertThat(RealKinds.SOURCES).filteredOn(source -> !source.module().contains("argo-cd")).allSatisfy(source -> {
            String version = source.module().substring(source.module().indexOf('@') + 1);
            assertThat(deployed + Repository.text("gitops/operators/argo-rollouts/kustomization.yaml"))
                    .as(source.module()).containsPattern("\"" + version.replace("v", "v?") + "\"|ref=" + version);
        });
    }
}
