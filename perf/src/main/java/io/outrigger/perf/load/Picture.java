package io.outrigger.perf.load;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * What is asked: a picture's file, and the tensor that the sample model's adapter makes of it.
 *
 * @param tensor FP32, little-endian, bright ink on dark, 0 to 1
 */
public record Picture(byte[] file, byte[] tensor, int width, int height) {

    public static Picture read(Path path) throws IOException {
        if (!Files.isReadable(path)) {
            throw new NoSuchFileException(path + " cannot be read: run this in the repository's root, or name a picture by --picture.");
        }
        BufferedImage image = ImageIO.read(path.toFile());
        if (image == null) {
            throw new IOException(path + " is no picture.");
        }
        ByteBuffer tensor = ByteBuffer.allocate(image.getWidth() * image.getHeight() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                tensor.putFloat((255 - image.getRaster().getSample(x, y, 0)) / 255f);
            }
        }
        return new Picture(Files.readAllBytes(path), tensor.array(), image.getWidth(), image.getHeight());
    }
}
