package io.outrigger.local.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.local.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no workflow may lose; actionlint and zizmor, which see more, run in the workflow of checks. */
class WorkflowsTest {
    private static final Path FOLDER = Repository.ROOT.resolve(".github/workflows");
    private static final Pattern USES = Pattern.compile("(?m)^ *-? *uses: (.+)$");
    private static final Pattern PINNED = Pattern.compile("[\\w.-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");
    private static final Pattern CHECKOUT =
            Pattern.compile("uses: actions/checkout@.*\\n +with:\\n(?: +ref: .*\\n)? +persist-credentials: false\\n");
    private static final Pattern JOB = Pattern.compile("(?m)^  [\\w-]+:\\n    name: ");

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    @Test
    void thereAreChecksImagesProductionAndTheMesh() throws IOException {
        assertThat(workflows()).extracting(file -> file.getFileName().toString())
                .containsExactly("ci.yml", "images.yml", "mesh.yml", "production.yml");
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void everyActionIsPinnedByItsCommitAndNamesItsVersion(Path workflow) throws IOException {
        List<String> used = USES.matcher(Files.readString(workflow)).results().map(use -> use.group(1)).toList();
        assertThat(used).isNotEmpty().allSatisfy(use -> {
            if (use.startsWith("./")) {
                assertThat(Repository.ROOT.resolve(use.split(" ", 2)[0])).exists();
            } else {
                assertThat(use).matches(PINNED);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void aWorkflowMayNothingAndEachJobSaysWhatItMay(Path workflow) throws IOException {
        String text = Files.readString(workflow);
        assertThat(text).contains("\npermissions: {}\n", "\nconcurrency:\n")
                .doesNotContain("pull_request_target", "write-all", "workflow_run");
        long jobs = JOB.matcher(text).results().count();
        assertThat(jobs).isPositive();
        assertThat(Pattern.compile("(?m)^    permissions:\\n").matcher(text).results().count()).as("jobs with permissions").isEqualTo(jobs);
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void noCheckoutLeavesItsTokenBehind(Path workflow) throws IOException {
        String text = Files.readString(workflow);
        Matcher without = CHECKOUT.matcher(text);
        assertThat(without.results().count()).isEqualTo(Pattern.compile("uses: actions/checkout@").matcher(text).results().count());
    }
}
