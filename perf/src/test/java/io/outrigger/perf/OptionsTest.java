package io.outrigger.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void withoutArgumentsTheDocumentedDefaultsHold() {
        Options options = Options.parse(List.of());
        assertThat(options.callers()).containsExactly(1, 16, 64);
        assertThat(options.rates()).isEmpty();
        assertThat(options.targets()).containsExactly(TargetKind.values());
        assertThat(options.slice()).isEqualTo(Duration.ofSeconds(5));
        assertThat(Options.HELP).contains(options.platformFiles()).contains(options.picture(), options.model(), options.version());
    }

    @Test
    void listsAreRead() {
        Options options = Options.parse(List.of("--callers", "2, 8", "--rates", "100", "--targets", "chain-grpc"));
        assertThat(options.callers()).containsExactly(2, 8);
        assertThat(options.rates()).containsExactly(100);
        assertThat(options.targets()).containsExactly(TargetKind.CHAIN_GRPC);
    }

    @Test
    void severalPlatformsAreMeasuredBesideEachOther() {
        assertThat(Options.parse(List.of("--platform", "before/platform.env,after/platform.env")).platformFiles())
                .containsExactly("before/platform.env", "after/platform.env");
    }

    @Test
    void orchestratorsAreMeasuredOnlyWhereTheyAreNamed() {
        assertThat(Options.parse(List.of()).hops()).isEmpty();
        assertThat(Options.parse(List.of("--hops", "before.jar,after.jar")).hops()).containsExactly("before.jar", "after.jar");
    }

    @ParameterizedTest
    @CsvSource({"--colour,red,--colour", "--callers,many,--callers", "--rounds,0,--rounds", "--targets,moon,moon"})
    void aWrongOptionIsNamed(String name, String value, String mentioned) {
        assertThatThrownBy(() -> Options.parse(List.of(name, value))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(mentioned);
    }

    @Test
    void anOptionWithoutItsValueIsNamed() {
        assertThatThrownBy(() -> Options.parse(List.of("--callers"))).hasMessageContaining("--callers needs a value");
    }
}
