package io.outrigger.intake.picture;

/**
 * How stored pixels are turned to stand upright: the eight orientations of EXIF, in its order.
 *
 * <p>Rows and columns are exchanged first where they are, then each axis is mirrored where it is.
 */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(false, true, true),
    MIRRORED_UPSIDE_DOWN(false, false, true),
    TRANSPOSED(true, false, false),
    /** As most telephones store a picture in portrait. */
    TO_BE_TURNED_RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    TO_BE_TURNED_LEFT(true, false, true);

    private final boolean transposed;
    private final boolean mirroredAcross;
    private final boolean mirroredDown;

    Orientation(boolean transposed, boolean mirroredAcross, boolean mirroredDown) {
        this.transposed = transposed;
        this.mirroredAcross = mirroredAcross;
        this.mirroredDown = mirroredDown;
    }

    /** Upright where the number is none of EXIF's. */
    static Orientation ofExif(long number) {
        return number >= 1 && number <= values().length ? values()[(int) number - 1] : UPRIGHT;
    }

    /** Width of the upright picture. */
    int width(int storedWidth, int storedHeight) {
        return transposed ? storedHeight : storedWidth;
    }

    /** Height of the upright picture. */
    int height(int storedWidth, int storedHeight) {
        return transposed ? storedWidth : storedHeight;
    }

    /** Where the pixels of stored row {@code y} go in the upright picture's plane: the first one's index and the step to each next. */
    Row row(int y, int storedWidth, int storedHeight) {
        int width = width(storedWidth, storedHeight);
        int across = mirroredAcross ? -1 : 1;
        int down = mirroredDown ? -width : width;
        int origin = (mirroredAcross ? width - 1 : 0) + (mirroredDown ? (height(storedWidth, storedHeight) - 1) * width : 0);
        return transposed ? new Row(origin + y * across, down) : new Row(origin + y * down, across);
    }

    /** The places of one stored row in a plane. */
    record Row(int first, int step) {
    }
}
