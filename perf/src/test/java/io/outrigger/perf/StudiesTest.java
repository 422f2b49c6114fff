package io.outrigger.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.perf.compare.Comparison;
import io.outrigger.perf.jobs.SmallJobs;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StudiesTest {

    static Set<String> names() {
        return Studies.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyOptionStandsInTheHelpWithItsDefault(String name) {
        Study study = Studies.ofName(name);
        assertThat(study.help()).startsWith(name + ":");
        study.defaults().forEach((option, standard) -> assertThat(study.help()).contains("--" + option + " ", standard));
        assertThat(Studies.help()).contains(name + ": ");
    }

    @Test
    void whatIsGivenReplacesTheDefault() {
        StudyOptions options = StudyOptions.parse(new SmallJobs(), List.of("--callers", "3"));
        assertThat(options.count("callers")).isEqualTo(3);
        assertThat(options.count("rounds")).isEqualTo(4);
    }

    @Test
    void listsAreRead() {
        StudyOptions options = StudyOptions.parse(new Comparison(), List.of("--callers", "2, 8", "--rates", ""));
        assertThat(options.counts("callers")).containsExactly(2, 8);
        assertThat(options.counts("rates")).isEmpty();
    }

    @Test
    void anOptionOfAnotherStudyIsNamed() {
        assertThatThrownBy(() -> StudyOptions.parse(new SmallJobs(), List.of("--flood", "3"))).hasMessageContaining("--flood");
    }

    @Test
    void anOptionWithoutItsValueIsNamed() {
        assertThatThrownBy(() -> StudyOptions.parse(new Comparison(), List.of("--callers")))
                .hasMessageContaining("--callers needs a value");
    }

    @ParameterizedTest
    @CsvSource({"callers,many", "rounds,-1", "targets,moon"})
    void aWrongValueIsNamed(String name, String value) {
        var study = new Comparison();
        StudyOptions options = StudyOptions.parse(study, List.of("--" + name, value, "--platform", "pom.xml"));
        assertThatThrownBy(() -> {
            options.counts("callers");
            options.count("rounds");
            study.run(options, progress -> { });
        }).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(value);
    }

    @Test
    void anUnknownCommandIsNamed() {
        assertThatThrownBy(() -> Studies.ofName("moon")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("moon");
    }
}
