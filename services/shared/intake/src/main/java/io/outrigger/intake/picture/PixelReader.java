package io.outrigger.intake.picture;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Reads the samples out of a decoded picture as they are.
 *
 * <p>Not through {@code getRGB}: Java takes gray for a linear colour space and would change every value. 16 bits become 8,
 * palettes are looked up, transparency is laid over white, colour becomes gray by the luma weights of BT.601.
 */
final class PixelReader {

    private static final int OPAQUE = 255;

    private PixelReader() {
    }

    /** Turns the picture upright on the way. */
    static Pixels read(BufferedImage picture, Orientation orientation, boolean gray) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        byte[][] planes = new byte[gray ? 1 : 3][Math.multiplyExact(width, height)];
        Rows rows = picture.getColorModel() instanceof IndexColorModel palette
                ? new PaletteRows(picture.getRaster(), palette) : new SampleRows(picture.getRaster(), picture.getColorModel());
        int[] rgb = new int[3 * width];
        for (int y = 0; y < height; y++) {
            rows.read(y, rgb);
            store(rgb, planes, orientation.row(y, width, height));
        }
        return new Pixels(orientation.width(width, height), orientation.height(width, height), planes);
    }

    private static void store(int[] rgb, byte[][] planes, Orientation.Row row) {
        int to = row.first();
        for (int from = 0; from < rgb.length; from += 3) {
            int red = rgb[from];
            int green = rgb[from + 1];
            int blue = rgb[from + 2];
            if (planes.length == 1) {
                planes[0][to] = (byte) luma(red, green, blue);
            } else {
                planes[0][to] = (byte) red;
                planes[1][to] = (byte) green;
                planes[2][to] = (byte) blue;
            }
            to += row.step();
        }
    }

    /** Weights of 65536 in all, so equal channels come out unchanged. */
    static int luma(int red, int green, int blue) {
        return (red * 19_595 + green * 38_470 + blue * 7_471 + 0x8000) >> 16;
    }

    static int overWhite(int value, int alpha) {
        return (value * alpha + OPAQUE * (OPAQUE - alpha) + OPAQUE / 2) / OPAQUE;
    }

    /** One row after the other as red, green and blue of 0 to 255. */
    private interface Rows {
        void read(int y, int[] rgb);
    }

    private static final class PaletteRows implements Rows {

        private final Raster raster;
        private final int[] colors;
        private final int[] indices;

        PaletteRows(Raster raster, IndexColorModel palette) {
            this.raster = raster;
            this.colors = new int[palette.getMapSize()];
            palette.getRGBs(colors);
            this.indices = new int[raster.getWidth()];
        }

        @Override
        public void read(int y, int[] rgb) {
            raster.getSamples(0, y, indices.length, 1, 0, indices);
            for (int x = 0; x < indices.length; x++) {
                int argb = colors[indices[x]];
                int alpha = argb >>> 24;
                rgb[3 * x] = overWhite(argb >> 16 & 0xff, alpha);
                rgb[3 * x + 1] = overWhite(argb >> 8 & 0xff, alpha);
                rgb[3 * x + 2] = overWhite(argb & 0xff, alpha);
            }
        }
    }

    private static final class SampleRows implements Rows {

        private final Raster raster;
        private final int bands;
        private final int sampleMax;
        private final int[] samples;

        SampleRows(Raster raster, ColorModel model) {
            this.raster = raster;
            this.bands = raster.getNumBands();
            this.sampleMax = (1 << model.getComponentSize(0)) - 1;
            this.samples = new int[bands * raster.getWidth()];
        }

        @Override
        public void read(int y, int[] rgb) {
            raster.getPixels(0, y, raster.getWidth(), 1, samples);
            boolean color = bands >= 3;
            boolean transparent = bands == 2 || bands == 4;
            for (int x = 0; x < raster.getWidth(); x++) {
                int first = x * bands;
                int alpha = transparent ? eightBits(samples[first + bands - 1]) : OPAQUE;
                for (int channel = 0; channel < 3; channel++) {
                    rgb[3 * x + channel] = overWhite(eightBits(samples[color ? first + channel : first]), alpha);
                }
            }
        }

        private int eightBits(int sample) {
            return sampleMax == OPAQUE ? sample : (int) ((sample * (long) OPAQUE + sampleMax / 2) / sampleMax);
        }
    }
}
