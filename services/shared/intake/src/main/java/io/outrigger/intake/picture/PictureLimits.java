package io.outrigger.intake.picture;

import io.outrigger.chassis.config.Settings;
import java.time.Duration;

/**
 * How much a picture may take.
 *
 * @param bytesMax size of the encoded file
 * @param pixelsMax width times height; a camera's 24 megapixels pass
 * @param sideMax width or height
 * @param decodesMax pictures that are decoded at once; one a core, since decoding does nothing but compute. A picture counts once for
 *        each 4 million pixels that are held of it
 * @param waitMax how long a picture waits for its turn before the caller is asked to come again
 */
public record PictureLimits(int bytesMax, int pixelsMax, int sideMax, int decodesMax, Duration waitMax) {

    private static final int MIB = 1 << 20;

    public static PictureLimits from(Settings settings) {
        return new PictureLimits(
                (int) Math.min(64L * MIB, settings.bytes("PICTURE_BYTES_MAX", 10L * MIB, "largest encoded picture, at most 64MiB")),
                settings.integer("PICTURE_PIXELS_MAX", 25_000_000, 1, 100_000_000, "largest picture, width times height"),
                settings.integer("PICTURE_SIDE_MAX", 16_384, 1, 65_535, "largest width or height of a picture"),
                settings.integer("PICTURE_DECODES_MAX", Runtime.getRuntime().availableProcessors(), 1, 1_024,
                        "pictures decoded at once, of 4 million pixels each"),
                settings.duration("PICTURE_WAIT_MAX", Duration.ofSeconds(1), "longest wait of a picture for its turn"));
    }
}
