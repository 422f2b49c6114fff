package io.outrigger.registry;

import java.util.List;

/**
 * How a picture of any size comes to the size of the tensor: resized first, then cropped or padded on each axis.
 *
 * @param width what the picture is resized to, before it is placed in the tensor's width; without meaning where it is not resized
 * @param height as width
 * @param pad what surrounds a picture that is smaller than the tensor, 0 to 255 in the order of the picture's channels; one number for
 *        all or one per channel
 */
public record ImageFit(Resize resize, int width, int height, Position position, List<Double> pad) {

    public static final List<Double> BLACK = List.of(0.0);

    public ImageFit {
        pad = List.copyOf(pad);
    }

    /** The whole picture on the whole tensor. */
    public static ImageFit stretched(int width, int height) {
        return new ImageFit(Resize.STRETCH, width, height, Position.CENTER, BLACK);
    }

    /** What becomes of the ratio of the sides. */
    public enum Resize {
        /** Not kept: both sides are as asked. */
        STRETCH,
        /** Kept: as large as fits in the size asked. */
        LETTERBOX,
        /** Kept: as small as covers the size asked; of a square, the shorter side is as asked. */
        COVER,
        /** Not resized at all. */
        NONE
    }

    /** Where the picture is put, and where it is cut out, when it has not the tensor's size. */
    public enum Position {
        CENTER,
        TOP_LEFT
    }
}
