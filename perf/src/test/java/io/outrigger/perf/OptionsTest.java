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
    void without_arguments_the_documented_defaults_hold() {
        Options options = Options.parse(List.of());
        assertThat(options.callers()).containsExactly(1, 16, 64);
        assertThat(options.rates()).isEmpty();
        assertThat(options.targets()).containsExactly(TargetKind.values());
        assertThat(options.slice()).isEqualTo(Duration.ofSeconds(5));
        assertThat(Options.HELP).contains(options.platformFiles()).contains(options.picture(), options.model(), options.version());
    }

    @Test
    void lists_are_read() {
        Options options = Options.parse(List.of("--callers", "2, 8", "--rates", "100", "--targets", "chain-grpc"));
        assertThat(options.callers()).containsExactly(2, 8);
        assertThat(options.rates()).containsExactly(100);
        assertThat(options.targets()).containsExactly(TargetKind.CHAIN_GRPC);
    }

    @Test
    void several_platforms_are_measured_beside_each_other() {
        assertThat(Options.parse(List.of("--platform", "before/platform.env,after/platform.env")).platformFiles())
                .containsExactly("before/platform.env", "after/platform.env");
    }

    @Test
    void orchestrators_are_measured_only_where_they_are_named() {
        assertThat(Options.parse(List.of()).hops()).isEmpty();
        assertThat(Options.parse(List.of("--hops", "before.jar,after.jar")).hops()).containsExactly("before.jar", "after.jar");
    }

    @ParameterizedTest
    @CsvSource({"--colour,red,--colour", "--callers,many,--callers", "--rounds,0,--rounds", "--targets,moon,moon"})
    void a_wrong_option_is_named(String name, String value, String mentioned) {
        assertThatThrownBy(() -> Options.parse(List.of(name, value))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(mentioned);
    }

    @Test
    void an_option_without_its_value_is_named() {
        assertThatThrownBy(() -> Options.parse(List.of("--callers"))).hasMessageContaining("--callers needs a value");
    }
}
