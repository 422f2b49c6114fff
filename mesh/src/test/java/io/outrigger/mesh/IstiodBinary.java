package io.outrigger.mesh;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.testing.programs.ChildProcess;
import io.outrigger.testing.programs.Executable;
import io.outrigger.testing.programs.ProgramRun;
import io.outrigger.testing.programs.UserCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** istiod, built from its source by Go, once for each version; nobody publishes the program alone. */
final class IstiodBinary {
    /** The commit of 1.31 that the facts about the mesh were measured with. */
    private static final String VERSION = "v0.0.0-20260827124520-eed52ebb66ad";
    private static final String MODULE = "istio.io/istio@" + VERSION;
    private static final String NAMESPACES_OF_KUBERNETES = "multiclusterController.ConfigCluster().Namespaces()";
    private static final String NO_NAMESPACES = "krt.NewStaticCollection[*v1.Namespace](nil, nil, s.opts.WithName(\"namespaces\")...)";
    private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(5);
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(60);
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(20);

    private final Path folder = UserCache.folder("istio/" + VERSION);
    private final Path binary = folder.resolve("pilot-discovery");
    private final Path source = folder.resolve("source");
    private final Path log = folder.resolve("build.log");

    /** The program, or the end of the test as skipped where this machine cannot build it. */
    static Path builtOrSkip() {
        return new IstiodBinary().get();
    }

    private Path get() {
        try (FileChannel file = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = file.lock()) {
            if (!Files.isExecutable(binary)) {
                build();
            }
            return binary;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void build() throws IOException {
        Executable go = Executable.find("go").orElseGet(() -> Assumptions.abort(
                "There is no Go on this machine, by which istiod is built; the mesh is not tested here."));
        ProgramRun download = go.run(Map.of(), DOWNLOAD_LIMIT, "mod", "download", "-json", MODULE);
        if (!download.succeeded()) {
            Assumptions.abort("istiod's source cannot be had here (go mod download " + MODULE + ": " + download.output()
                    + "); the mesh is not tested here.");
        }
        say("building istiod " + VERSION + " from source, once for this machine; it takes 8 minutes on two cores");
        delete(source);
        String answer = download.output().substring(download.output().indexOf('{'));
        copyWritable(Path.of(new ObjectMapper().readTree(answer).path("Dir").asText()), source);
        patch();
        Path unfinished = folder.resolve("pilot-discovery.unfinished");
        Files.deleteIfExists(log);
        try (ChildProcess compiler = ChildProcess.start("go build of istiod", List.of("nice", "-n", "10", go.file().toString(), "build",
                "-C", source.toString(), "-v", "-o", unfinished.toString(), "./pilot/cmd/pilot-discovery"),
                Map.of("GOFLAGS", "-mod=mod"), log)) {
            follow(compiler);
        }
        Files.move(unfinished, binary, StandardCopyOption.ATOMIC_MOVE);
        delete(source);
        say("istiod is built: " + binary);
    }

    /** This commit looks for namespaces in a Kubernetes that it does not have when it runs on files alone, and ends on a null. */
    private void patch() throws IOException {
        Path file = source.resolve("pilot/pkg/serviceregistry/serviceentry/controller.go");
        String text = Files.readString(file);
        if (!text.contains(NAMESPACES_OF_KUBERNETES)) {
            throw new AssertionError(file + " has changed; see whether it still has to be patched");
        }
        Files.writeString(file, text.replace(NAMESPACES_OF_KUBERNETES, NO_NAMESPACES));
    }

    private void follow(ChildProcess compiler) throws IOException {
        long start = System.nanoTime();
        while (!compiler.endsWithin(REPORT_INTERVAL)) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            if (seconds > BUILD_LIMIT.toSeconds()) {
                throw new AssertionError("istiod was not built within " + BUILD_LIMIT + ":\n" + TextFile.end(log));
            }
            try (Stream<String> lines = Files.lines(log)) {
                say(seconds + " s: " + lines.filter(line -> !line.startsWith("go: ")).count() + " packages are compiled");
            }
        }
        compiler.requireSuccess();
    }

    /** The module cache is read-only, and the build may want to write go.sum. */
    private static void copyWritable(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.write(copy, Files.readAllBytes(file));
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void say(String sentence) {
        System.out.println("[mesh] " + sentence);
    }
}
