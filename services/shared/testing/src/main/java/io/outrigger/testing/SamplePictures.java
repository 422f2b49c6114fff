package io.outrigger.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/** The pictures of models/sample-classifier, and pictures made in memory. */
public final class SamplePictures {

    public static final Path MODEL = modelFolder();

    private SamplePictures() {
    }

    /** Found from the folder of any module, which is where its tests run. */
    private static Path modelFolder() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path model = folder.resolve("models/sample-classifier");
            if (Files.isDirectory(model)) {
                return model;
            }
        }
        throw new IllegalStateException("no folder above has models/sample-classifier");
    }

    public static List<Path> all() {
        try (var files = Files.list(MODEL.resolve("pictures"))) {
            return files.filter(file -> file.toString().endsWith(".png")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String base64(String name) {
        return Base64.getEncoder().encodeToString(bytes(MODEL.resolve("pictures").resolve(name)));
    }

    public static byte[] encode(BufferedImage picture, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, format, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
