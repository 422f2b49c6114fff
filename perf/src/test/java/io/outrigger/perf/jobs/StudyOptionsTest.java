package io.outrigger.perf.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StudyOptionsTest {

    static List<String> names() {
        return Study.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyOptionStandsInTheHelpWithItsDefault(String name) {
        Study study = Study.all().get(name);
        assertThat(study.help()).startsWith(name + ":");
        study.defaults().forEach((option, standard) -> assertThat(study.help()).contains("--" + option + " ", standard));
    }

    @Test
    void whatIsGivenReplacesTheDefault() {
        StudyOptions options = StudyOptions.parse(new SmallJobs(), List.of("--callers", "3"));
        assertThat(options.count("callers")).isEqualTo(3);
        assertThat(options.count("rounds")).isEqualTo(4);
    }

    @Test
    void anOptionOfAnotherStudyIsNamed() {
        assertThatThrownBy(() -> StudyOptions.parse(new SmallJobs(), List.of("--flood", "3"))).hasMessageContaining("--flood");
    }
}
