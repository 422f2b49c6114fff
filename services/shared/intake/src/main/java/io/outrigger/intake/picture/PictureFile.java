package io.outrigger.intake.picture;

/**
 * A picture file whose structure has been read and whose pixels have not.
 *
 * @param format the decoder's name for it, {@code png} or {@code jpeg}
 * @param width of the pixels as they are stored
 * @param orientation how they are to be turned, which is all that is read of the metadata
 * @param passes how often its decoder goes over all pixels
 * @param bytes the file without its metadata
 */
record PictureFile(String format, int width, int height, Orientation orientation, int passes, byte[] bytes) {

    /** Pixels that its decoder has to do with, again with each pass: what it costs to decode. */
    long work() {
        return (long) width * height * passes;
    }
}
