package io.outrigger.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.testing.programs.Executable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;

/**
 * An image's tar, unpacked as a container runtime does it: its layers one over the other make the root of a file system, and
 * {@code /proc} and {@code /dev} are there to mount to.
 *
 * @param config how to run it: entry point, environment, user, labels, ports
 * @param root of the file system
 */
record ImageFolder(JsonNode config, Path root) {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** The image of a service, or the end of the test as skipped where it was not built. */
    static ImageFolder unpackOrSkip(String service, Path folder) {
        Path tar = Repository.ROOT.resolve("services/" + service + "/target/" + service + "-image.tar");
        Assumptions.assumeTrue(Files.exists(tar), () -> "There is no image of " + service + ": mvn -Pimages makes " + tar + ".");
        try {
            Path image = Files.createDirectories(folder.resolve(service + "-image"));
            Path root = Files.createDirectories(folder.resolve(service));
            Files.createDirectories(root.resolve("proc"));
            Files.createDirectories(root.resolve("dev"));
            untar(tar, image);
            JsonNode manifest = new ObjectMapper().readTree(image.resolve("manifest.json").toFile()).path(0);
            for (JsonNode layer : manifest.path("Layers")) {
                untar(image.resolve(layer.asText()), root);
            }
            JsonNode config = new ObjectMapper().readTree(image.resolve(manifest.path("Config").asText()).toFile());
            Repository.deleteTree(image);
            return new ImageFolder(config, root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void untar(Path tar, Path folder) {
        Executable.orSkip("tar").run(Map.of(), LIMIT, "--warning=no-unknown-keyword", "-xpf", tar.toString(), "-C", folder.toString())
                .requireSuccess();
    }

    /** Where the jars of the class path are. */
    List<Path> jars() {
        try (Stream<Path> files = Files.walk(root.resolve("app"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> entryPoint() {
        return texts("Entrypoint");
    }

    /** Each as {@code NAME=value}. */
    List<String> environment() {
        return texts("Env");
    }

    String user() {
        return config.path("config").path("User").asText();
    }

    private List<String> texts(String field) {
        return StreamSupport.stream(config.path("config").path(field).spliterator(), false).map(JsonNode::asText).toList();
    }
}
