package io.outrigger.gateway.status;

import static io.outrigger.gateway.testing.Models.plain;
import static io.outrigger.gateway.testing.Models.renamed;
import static io.outrigger.gateway.testing.Models.sample;
import static io.outrigger.gateway.testing.Models.sampleClassifier;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.gateway.status.StatusDocument.ModelStatus;
import io.outrigger.gateway.status.StatusDocument.Models;
import io.outrigger.gateway.status.StatusDocument.VersionBatches;
import io.outrigger.gateway.status.StatusDocument.VersionStatus;
import io.outrigger.gateway.traffic.TrafficWindow;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Model;
import io.outrigger.registry.Strategy;
import io.outrigger.registryview.RegistrySnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What of all models a viewer is shown. */
class ModelsViewTest {

    private static final Viewer EVERYBODY = new Viewer("acme", Optional.empty(), true, true, true);
    private static final BatchFigures FIGURES = new BatchFigures(3, 0, 1, 2, 4, 10);

    private static ModelsView view(ToldLanes lanes, Model... models) {
        Map<String, Model> byName = Stream.of(models).collect(Collectors.toMap(Model::name, Function.identity()));
        return ModelsView.of(new RegistrySnapshot(1, byName, Map.of()), TrafficWindow.EMPTY, lanes);
    }

    private static Viewer limitedTo(String... models) {
        return new Viewer("acme", Optional.of(Set.of(models)), true, false, false);
    }

    private static Model ofVersions(String name, long versions, Map<String, Long> aliases) {
        return Model.of(name, "", Model.STABLE, Strategy.ROUND_ROBIN, Batching.ON,
                LongStream.rangeClosed(1, versions).mapToObj(number -> sample(number, "default")).toList(),
                aliases.entrySet().stream().map(alias -> new Alias(alias.getKey(), alias.getValue(), 1)).toList(), 1);
    }

    @Test
    void modelsComeByNameWithVersionsAndAliases() {
        Models models = view(ToldLanes.none("no"), sampleClassifier(),
                plain()).of(EVERYBODY);

        assertThat(models.list()).extracting(ModelStatus::name).containsExactly("plain", "sample-classifier");
        ModelStatus sample = models.list().getLast();
        assertThat(sample.aliases()).extracting(alias -> alias.alias() + " " + alias.version()).containsExactly("canary v2", "stable v1");
        assertThat(sample.versions()).extracting(VersionStatus::version).containsExactly("v2", "v1");
        assertThat(sample.versions()).allMatch(VersionStatus::takesPictures).allMatch(version -> version.batches() == null);
        assertThat(models.list().getFirst().versions()).noneMatch(VersionStatus::takesPictures);
    }

    @Test
    void aViewerSeesTheModelsThatItMayUse() {
        ModelsView view = view(ToldLanes.none("no"), sampleClassifier(),
                plain());

        assertThat(view.of(limitedTo("plain")).list()).extracting(ModelStatus::name).containsExactly("plain");
        assertThat(view.of(limitedTo("plain")).total()).as("nothing is said of others, their number neither").isEqualTo(1);
        assertThat(view.of(limitedTo()).list()).isEmpty();
    }

    @Test
    void batchesAreThoseOfTheVersionOnItsServers() {
        ToldLanes lanes = new ToldLanes(Map.of(new ServedVersion("default", "sample-classifier", "1"), FIGURES), "");

        List<VersionStatus> versions = view(lanes, sampleClassifier()).of(EVERYBODY).list().getFirst()
                .versions();
        assertThat(versions.getLast().batches()).isEqualTo(new VersionBatches(3, 0, 1, 2, 2.5));
        assertThat(versions.getFirst().batches()).as("v2 has no lane").isNull();
    }

    /** What waits for a server's version is told only to who may use every model that is this version. */
    @Test
    void aLaneThatModelsShareIsNobodysAlone() {
        ToldLanes lanes = new ToldLanes(Map.of(new ServedVersion("default", "sample-classifier", "1"), FIGURES), "");
        ModelsView view = view(lanes, sampleClassifier(), renamed());

        assertThat(view.of(limitedTo("renamed")).list().getFirst().versions().getFirst().batches()).isNull();
        assertThat(view.of(limitedTo("renamed", "sample-classifier")).list().getFirst().versions().getFirst().batches()).isNotNull();
    }

    @Test
    void manyModelsAreCutOffAndCounted() {
        Model[] many = IntStream.range(0, ModelsView.MODELS_MAX + 5).mapToObj(i -> ofVersions("m" + i, 1, Map.of())).toArray(Model[]::new);

        Models models = view(ToldLanes.none("no"), many).of(EVERYBODY);
        assertThat(models.list()).hasSize(ModelsView.MODELS_MAX);
        assertThat(models.leftOut()).isEqualTo(5);
    }

    @Test
    void ofManyVersionsThoseThatAnAliasMeansStay() {
        ModelStatus status = view(ToldLanes.none("no"), ofVersions("m", 50, Map.of("stable", 2L))).of(EVERYBODY).list().getFirst();

        assertThat(status.versions()).hasSize(ModelsView.VERSIONS_MAX).extracting(VersionStatus::version).startsWith("v50", "v49")
                .endsWith("v2");
        assertThat(status.versionsLeftOut()).isEqualTo(40);
    }
}
