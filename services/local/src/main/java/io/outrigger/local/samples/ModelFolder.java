package io.outrigger.local.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.chassis.digest.Sha256;
import io.outrigger.chassis.json.Json;
import io.outrigger.local.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * One model in a Triton model repository: {@code <model>/config.pbtxt}, {@code <model>/<n>/model.onnx} and, for the registry alone,
 * {@code <model>/registration.json}.
 */
record ModelFolder(Path path) {
    private static final String REGISTRATION = "registration.json";

    /** The models of a repository that say how they want to be registered, by name; the others wait for somebody to register them. */
    static List<ModelFolder> in(Path repository) {
        try (Stream<Path> entries = Files.list(repository)) {
            return entries.filter(entry -> Files.exists(entry.resolve(REGISTRATION))).sorted().map(ModelFolder::new).toList();
        } catch (IOException e) {
            throw new StartException("The models in " + repository.toAbsolutePath() + " cannot be listed (" + e.getMessage()
                    + "); start the platform in the repository's root.", e);
        }
    }

    String name() {
        return path.getFileName().toString();
    }

    /** The numbers of the versions, lowest first. */
    List<Integer> versions() {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> entry.getFileName().toString()).filter(number -> number.matches("[1-9]\\d{0,8}"))
                    .map(Integer::valueOf).filter(number -> Files.exists(artifact(number))).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path artifact(int version) {
        return path.resolve(Integer.toString(version)).resolve("model.onnx");
    }

    /** What the registry is told of a version: {@code registration.json} with what the files say. */
    JsonNode registration(int version, String endpoint) {
        Path given = path.resolve(REGISTRATION);
        try {
            ObjectNode registration = (ObjectNode) Json.parse(Files.readAllBytes(given));
            return registration.put("name", name()).put("version", "v" + version).put("endpoint", endpoint)
                    .put("artifact_sha256", sha256(artifact(version)));
        } catch (IOException | ClassCastException e) {
            throw new StartException(given + " cannot be read as a JSON object (" + e.getMessage() + ").", e);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = Sha256.begin();
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
