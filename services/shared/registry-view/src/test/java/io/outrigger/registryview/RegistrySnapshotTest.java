package io.outrigger.registryview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.Model;
import io.outrigger.registry.Strategy;
import io.outrigger.registry.Version;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RegistrySnapshotTest {

    private static final Map<String, Fleet> FLEETS = Map.of(
            Fleet.DEFAULT, new Fleet(Fleet.DEFAULT, "", false, 0), "split", new Fleet("split", "mesh:8001", true, 1));

    private final RegistrySnapshot snapshot = new RegistrySnapshot(9, Map.of("m", Examples.model("m", 9)), FLEETS);

    @Test
    void aRequestNamesAVersionAnAliasOrNothing() {
        assertThat(snapshot.resolve("m", "").version().number()).isEqualTo(1);
        assertThat(snapshot.resolve("m", "stable").version().number()).isEqualTo(1);
        assertThat(snapshot.resolve("m", "canary").version().number()).isEqualTo(2);
        assertThat(snapshot.resolve("m", "v2").version().number()).isEqualTo(2);
        assertThat(snapshot.resolve("m", "2").pinned()).isTrue();
    }

    @Test
    void onlyARequestThatNamedNothingIsLeftToTheMesh() {
        Model promoted = Model.of("m", "", "canary", Strategy.ROUND_ROBIN, Batching.ON, Examples.model("m", 9).versions().values(),
                Examples.model("m", 9).aliases().values(), 10);
        var meshed = new RegistrySnapshot(10, Map.of("m", promoted), FLEETS);

        assertThat(meshed.resolve("m", "").pinned()).isFalse();
        assertThat(meshed.resolve("m", "canary").pinned()).isTrue();
        assertThat(meshed.resolve("m", "v2").pinned()).isTrue();
        assertThat(snapshot.resolve("m", "").pinned()).isTrue();
    }

    @Test
    void whatIsNotThereIsNamedTogetherWithWhatIs() {
        assertRefused("nobody", "", ErrorCode.MODEL_NOT_FOUND, "'nobody'");
        assertRefused("m", "v3", ErrorCode.VERSION_NOT_FOUND, "no version v3; its versions are v2, v1, its aliases canary, stable");
        assertRefused("m", "live", ErrorCode.VERSION_NOT_FOUND, "'live'");
        assertRefused("m", "v0", ErrorCode.INVALID_VERSION, "v0");
        assertRefused("m", "No Such", ErrorCode.INVALID_VERSION, "No Such");
        assertRefused("m", "x".repeat(10_000), ErrorCode.INVALID_VERSION, "xxx…");
    }

    @Test
    void aLongListIsCutShort() {
        List<Version> many = LongStream.rangeClosed(1, 500).mapToObj(number -> Examples.version(number, "default")).toList();
        Model model = Model.of("m", "", "stable", Strategy.ROUND_ROBIN, Batching.ON, many, List.of(), 1);
        var large = new RegistrySnapshot(1, Map.of("m", model), FLEETS);

        assertThatThrownBy(() -> large.resolve("m", "v501")).hasMessageContaining("v500, v499").hasMessageContaining("and 490 more");
        assertThatThrownBy(() -> large.resolve("m", "")).hasMessageContaining("no version or alias 'stable'")
                .hasMessageContaining("aliases none");
    }

    private void assertRefused(String model, String requested, ErrorCode code, String said) {
        assertThatThrownBy(() -> snapshot.resolve(model, requested))
                .isInstanceOfSatisfying(ServiceException.class, refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageContaining(said);
    }
}
