package io.outrigger.intake.picture;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes a checked file with the JDK's readers.
 *
 * <p>A picture far larger than what it is resized to may be decoded with pixels left out, so that a camera's picture takes the memory of a
 * screen's; at least twice the resolution that it is resized to stays.
 */
final class PictureDecoder {

    /** Pictures up to this size are decoded whole. */
    static final int WHOLE_PIXELS_MAX = 4_000_000;

    private PictureDecoder() {
    }

    static Pixels decode(PictureFile file, int step, Orientation orientation, boolean gray) {
        ImageReader reader = ImageIO.getImageReadersByFormatName(file.format()).next();
        AtomicBoolean cutShort = new AtomicBoolean();
        reader.addIIOReadWarningListener((source, warning) -> {
            if (warning.toLowerCase(Locale.ROOT).contains("premature")) {
                cutShort.set(true);
            }
        });
        try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file.bytes()))) {
            reader.setInput(input, true, true);
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setSourceSubsampling(step, step, 0, 0);
            BufferedImage picture = reader.read(0, parameters);
            if (cutShort.get()) {
                throw new ServiceException(ErrorCode.INVALID_IMAGE, "The picture's pixel data is cut short.");
            }
            return PixelReader.read(picture, orientation, gray);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException | NegativeArraySizeException
                | NullPointerException damaged) {
            // The JDK's readers answer damaged files with any of these.
            throw new ServiceException(ErrorCode.INVALID_IMAGE,
                    "The picture's pixel data is damaged or cut short: it cannot be decoded as "
                            + file.format().toUpperCase(Locale.ROOT) + ".",
                    damaged);
        } finally {
            reader.dispose();
        }
    }

    /** Every how many-th pixel is decoded, in both directions, of a picture that is resized. */
    static int step(int width, int height, long targetWidth, long targetHeight) {
        int forMemory = (int) Math.ceil(Math.sqrt((double) width * height / WHOLE_PIXELS_MAX));
        long forQuality = Math.min(width / (2 * targetWidth), height / (2 * targetHeight));
        return (int) Math.max(1, Math.min(forMemory, forQuality));
    }
}
