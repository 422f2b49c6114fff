package io.outrigger.backends.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.testcontainers.utility.TestcontainersConfiguration;

/**
 * The Docker engine as its own command line knows it, contexts and all. Testcontainers is asked nothing until the engine is known to
 * have the images, since its first step would be to pull its reaper's.
 */
final class DockerEngine {
    private static final int ANSWER_SECONDS = 10;

    private DockerEngine() {
    }

    /** Whether an engine answers that has the image, and the image of Testcontainers' reaper unless that is switched off. */
    @SuppressWarnings("deprecation") // no other public way leads to the reaper's image
    static boolean has(String image) {
        List<String> command = new ArrayList<>(List.of("image", "inspect", image));
        if (!Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
            command.add(TestcontainersConfiguration.getInstance().getRyukImage());
        }
        return run(command);
    }

    static boolean run(List<String> arguments) {
        List<String> command = new ArrayList<>(arguments);
        command.addFirst("docker");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException e) {
            return false; // no docker here
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
