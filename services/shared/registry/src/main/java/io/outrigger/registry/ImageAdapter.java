package io.outrigger.registry;

import java.util.List;

/**
 * How a picture becomes an input tensor: turned upright, resized, placed, coloured, inverted, normalized and laid out.
 *
 * <p>element = (value × scale + offset − mean) ÷ std, value 0 to 255; each of the four is one number for all channels or one per channel.
 *
 * @param tensor name of the input tensor
 * @param invert whether each value becomes 255 − value, before anything is computed from it
 * @param scale in the order of the tensor's channels
 * @param offset in the order of the tensor's channels
 * @param fit how the picture comes to width and height
 * @param mean in the order of the picture's channels: red, green, blue, whatever the tensor's order is
 * @param std in the order of the picture's channels
 * @param exifOrientation whether a picture is turned as its EXIF data says
 */
public record ImageAdapter(
        String tensor, int width, int height, Filter filter, Color color, boolean invert, List<Double> scale, List<Double> offset,
        Layout layout, ImageFit fit, List<Double> mean, List<Double> std, boolean exifOrientation) {

    public static final List<Double> NO_MEAN = List.of(0.0);
    public static final List<Double> NO_STD = List.of(1.0);

    public ImageAdapter {
        scale = List.copyOf(scale);
        offset = List.copyOf(offset);
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /** Stretched to the tensor's size, with no mean or std of its own. */
    public ImageAdapter(
            String tensor, int width, int height, Filter filter, Color color, boolean invert, List<Double> scale, List<Double> offset,
            Layout layout) {
        this(tensor, width, height, filter, color, invert, scale, offset, layout, ImageFit.stretched(width, height), NO_MEAN, NO_STD, true);
    }

    /** Elements of one picture's tensor. */
    public long elements() {
        return Math.multiplyExact((long) width * height, color.channels());
    }

    /** How the picture is resized. */
    public enum Filter {
        NEAREST,
        /** As Pillow has it: when shrinking, every pixel counts. */
        BILINEAR,
        BICUBIC,
        AREA,
        /** As OpenCV has it: two by two pixels count, whatever the ratio, in its fixed-point arithmetic. */
        BILINEAR_OPENCV
    }

    /** Which channels the tensor holds, in which order. */
    public enum Color {
        GRAY(1),
        RGB(3),
        BGR(3);

        private final int channels;

        Color(int channels) {
            this.channels = channels;
        }

        public int channels() {
            return channels;
        }
    }

    /** How height, width and channels are laid out in a row of the tensor. */
    public enum Layout {
        NCHW,
        NHWC,
        /** One dimension, rows of pixels with their channels beside each other. */
        FLAT
    }
}
