package io.outrigger.testing.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The environment is made, holds what was asked for, and says in words what it cannot be made of. */
class PythonEnvironmentIT {
    private static final PythonEnvironment PYTHON = PythonEnvironment.of(PythonEnvironmentIT.class, "nothing.txt");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aScriptGetsItsArgumentsAndEnvironmentAndIsHeard() {
        ProgramRun run = PYTHON.script("echo.py", Map.of("GREETING", "good day"), LIMIT, "one", "two").requireSuccess();
        assertThat(run.output()).isEqualTo("good day ['one', 'two']");
    }

    @Test
    void aScriptThatFailsIsReportedInItsOwnWords() {
        ProgramRun run = PYTHON.script("echo.py", Map.of(), LIMIT);
        assertThat(run.status()).isEqualTo(1);
        assertThatThrownBy(run::requireSuccess).isInstanceOf(AssertionError.class).hasMessageContaining("GREETING is not set");
    }

    @Test
    void oneThatDoesNotEndIsStopped() {
        ProgramRun run = PYTHON.script("echo.py", Map.of("GREETING", "for ever"), Duration.ofSeconds(3), "stay");
        assertThat(run.status()).isEqualTo(ProgramRun.OUT_OF_TIME);
        assertThat(run.output()).contains("stopped after 3 seconds");
    }

    /** The index that cannot be reached stands for every reason: the test is skipped, with the installer's own words. */
    @Test
    void packagesThatCannotBeHadSkipTheTestAndSayWhy() {
        PYTHON.program("python"); // skips this one too, where there is no Python at all
        PythonEnvironment nowhere = PythonEnvironment.of(PythonEnvironmentIT.class, "unreachable.txt");
        assertThatThrownBy(() -> nowhere.program("python")).satisfies(PythonEnvironmentIT::skips)
                .hasMessageContaining("The Python packages of unreachable.txt cannot be installed here")
                .hasMessageContaining("This test is skipped");
    }

    @Test
    void aProgramThatIsNotInstalledSkipsTheTestByName() {
        assertThatThrownBy(() -> Executable.orSkip("no-such-program")).satisfies(PythonEnvironmentIT::skips)
                .hasMessageContaining("no-such-program is not installed on this machine");
    }

    private static void skips(Throwable thrown) {
        assertThat(thrown.getClass().getSimpleName()).isEqualTo("TestAbortedException");
    }
}
