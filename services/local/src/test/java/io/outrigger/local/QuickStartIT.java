package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lines that the README asks people to paste, run by bash as they stand there, against a platform with other ports. */
class QuickStartIT {
    private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @Test
    void theReadmesRequestIsAnsweredAsItSays() throws IOException, InterruptedException {
        for (String request : blocksWith("curl")) {
            assertThat(run(request)).contains("""
                    "model":"sample-classifier",""", """
                    "version":"v1",""", """
                    "label":"7",""");
        }
    }

    @Test
    void theReadmesJobEndsWithALineForEachRow() throws IOException, InterruptedException {
        assumeTrue(Files.isReadable(Repository.ROOT.resolve("services/cli/target/cli.jar")), "the command is built");
        for (String job : blocksWith("outrigger batch submit")) {
            assertThat(run(job)).contains("completed", """
                    {"id":"batch_""", """
                    "status_code":200""");
            assertThat(Files.readAllLines(platform.stateDirectory().resolve("results.jsonl"))).hasSize(10_000);
        }
    }

    private static List<String> blocksWith(String word) throws IOException {
        String readme = Files.readString(Repository.ROOT.resolve("README.md"));
        List<String> blocks = SHELL_BLOCK.matcher(readme).results().map(match -> match.group(1)).filter(block -> block.contains(word))
                .toList();
        assertThat(blocks).as("shell blocks with " + word + " in README.md").isNotEmpty();
        return blocks;
    }

    /** What the lines print, the remarks on standard error too. */
    private static String run(String lines) throws IOException, InterruptedException {
        assumeTrue(Stream.of("/bin/bash", "/usr/bin/curl").map(Path::of).allMatch(Files::isExecutable), "bash and curl are here");
        var bash = new ProcessBuilder("/bin/bash", "-O", "expand_aliases", "-euo", "pipefail", "-c",
                lines.replace(".outrigger/", platform.stateDirectory() + "/"));
        bash.directory(Repository.ROOT.toFile()).redirectErrorStream(true);
        bash.environment().put("OUTRIGGER_HOME", platform.stateDirectory().toString());
        Process process = bash.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
