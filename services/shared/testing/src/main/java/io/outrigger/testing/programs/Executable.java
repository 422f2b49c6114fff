package io.outrigger.testing.programs;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** An installed program, looked for on the PATH and where its installer usually leaves it. */
public record Executable(Path file) {

    /** The program, or the end of the test as skipped, with a sentence that names it. */
    public static Executable orSkip(String name) {
        return find(name).orElseGet(() -> Assumptions.abort(name
                + " is not installed on this machine (.ci/tools installs it where it can); this test asks with it and is skipped."));
    }

    /** The program, where this machine has it. */
    public static Optional<Executable> find(String name) {
        return folders().stream().map(folder -> folder.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file)).findFirst().map(Executable::new);
    }

    private static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        Arrays.stream(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)).filter(folder -> !folder.isEmpty())
                .map(Path::of).forEach(folders::add);
        Optional.ofNullable(System.getenv("GOBIN")).filter(folder -> !folder.isEmpty()).map(Path::of).ifPresent(folders::add);
        Optional.ofNullable(System.getenv("GOPATH")).filter(folder -> !folder.isEmpty()).map(folder -> Path.of(folder, "bin"))
                .ifPresent(folders::add);
        Path home = Path.of(System.getProperty("user.home"));
        folders.addAll(List.of(home.resolve("go/bin"), home.resolve(".local/bin"), Path.of("/usr/local/bin"), Path.of("/usr/sbin"),
                Path.of("/usr/local/sbin"), Path.of("/opt/homebrew/bin"), Path.of("/snap/bin")));
        return folders;
    }

    /** Runs it to its end, which may be a failure. */
    public ProgramRun run(Map<String, String> environment, Duration limit, String... arguments) {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(arguments));
        try {
            return ProgramRun.of(command, environment, limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
