package io.outrigger.local;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** The sample pictures in other forms. */
public final class Digits {
    private Digits() {
    }

    /** What the sample model's adapter makes of a 28 by 28 picture: bright ink on dark, 0 to 1. */
    public static float[] pixels(byte[] picture) {
        BufferedImage image = decode(picture);
        float[] pixels = new float[image.getWidth() * image.getHeight()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (255 - image.getRaster().getSample(i % image.getWidth(), i / image.getWidth(), 0)) / 255f;
        }
        return pixels;
    }

    static byte[] jpeg(byte[] picture) {
        return encode(decode(picture), "jpeg");
    }

    static byte[] encode(BufferedImage picture, String format) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(picture, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its right side comes to lie above. */
    static BufferedImage turnedLeft(BufferedImage picture) {
        BufferedImage turned = new BufferedImage(picture.getHeight(), picture.getWidth(), picture.getType());
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                turned.getRaster().setDataElements(y, picture.getWidth() - 1 - x, picture.getRaster().getDataElements(x, y, null));
            }
        }
        return turned;
    }

    static BufferedImage decode(byte[] picture) {
        try {
            return ImageIO.read(new ByteArrayInputStream(picture));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
