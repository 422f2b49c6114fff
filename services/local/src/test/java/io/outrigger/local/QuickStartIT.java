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
        assumeTrue(Stream.of("/bin/bash", "/usr/bin/curl").map(Path::of).allMatch(Files::isExecutable), "bash and curl are here");
        String readme = Files.readString(Repository.ROOT.resolve("README.md"));
        List<String> requests = SHELL_BLOCK.matcher(readme).results().map(match -> match.group(1)).filter(block -> block.contains("curl"))
                .toList();
        assertThat(requests).as("shell blocks with curl in README.md").isNotEmpty();
        for (String request : requests) {
            Process bash = new ProcessBuilder("/bin/bash", "-euo", "pipefail", "-c",
                    request.replace(".outrigger/", platform.stateDirectory() + "/")).directory(Repository.ROOT.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(bash.waitFor()).as(output).isZero();
            assertThat(output).contains("""
                    "model":"sample-classifier",""", """
                    "version":"v1",""", """
                    "label":"7",""");
        }
    }
}
