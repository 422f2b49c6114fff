package io.outrigger.perf.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.perf.fleet.StandInModel;
import io.outrigger.perf.study.StudyOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GpuOptionsTest {

    @Test
    void theFleetIsAsItIsSaidToBe() {
        StudyOptions options = StudyOptions.parse(new QuietTenant(), List.of("--instances", "2", "--row-ms", "0", "--service-ms", "7"));
        assertThat(GpuOptions.model(options)).isEqualTo(new StandInModel(2, 8, Duration.ofMillis(7), Duration.ZERO));
    }

    @Test
    void aFleetWithoutInstancesIsRefused() {
        StudyOptions options = StudyOptions.parse(new BatchingGain(), List.of("--instances", "0"));
        assertThatThrownBy(() -> GpuOptions.model(options)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one instance");
    }

    @Test
    void listsOfCallersAreRead() {
        assertThat(StudyOptions.parse(new BatchingGain(), List.of()).counts("callers")).containsExactly(1, 4, 16, 64, 256);
        StudyOptions wrong = StudyOptions.parse(new BatchingGain(), List.of("--callers", "1,many"));
        assertThatThrownBy(() -> wrong.counts("callers")).hasMessageContaining("--callers").hasMessageContaining("many");
    }

    @Test
    void anotherKindOfFleetIsNamed() {
        StudyOptions options = StudyOptions.parse(new QuietTenant(), List.of("--fleet", "tpu"));
        assertThatThrownBy(() -> new QuietTenant().run(options, progress -> { })).hasMessageContaining("tpu");
    }
}
