package io.outrigger.observability;

import io.outrigger.testing.programs.Executable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules and their unit tests, by Prometheus' own tool. */
class PromtoolTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Path TESTS = SourceFiles.FOLDER.resolve("rules/tests");

    @TempDir
    Path folder;

    private Executable promtool;
    private List<Path> rules;

    @BeforeEach
    void unwrap() {
        promtool = Executable.orSkip("promtool");
        rules = List.of(SourceFiles.write(folder.resolve("recording.yaml"), Rules.recording().plain()),
                SourceFiles.write(folder.resolve("alerts.yaml"), Rules.alerts().plain()));
    }

    @Test
    void rulesAreRight() {
        run("check", rules.stream());
    }

    @Test
    void alertsFireAndAreQuietWhereTheyShould() {
        run("test", SourceFiles.below(TESTS, ".yaml").stream()
                .map(test -> SourceFiles.write(folder.resolve("tests").resolve(test.getFileName()), SourceFiles.text(test))));
    }

    private void run(String command, Stream<Path> files) {
        promtool.run(Map.of(), LIMIT, Stream.concat(Stream.of(command, "rules"), files.map(Path::toString)).toArray(String[]::new))
                .requireSuccess();
    }
}
