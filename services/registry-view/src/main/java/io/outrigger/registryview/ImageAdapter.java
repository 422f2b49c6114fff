package io.outrigger.registryview;

import java.util.List;

/**
 * How a picture becomes an input tensor: resized, coloured, inverted, scaled and laid out.
 *
 * @param tensor name of the input tensor
 * @param invert whether each value becomes 255 − value, before scaling
 * @param scale element = value × scale + offset, value 0 to 255; one for all channels or one per channel
 * @param offset one for all channels or one per channel
 */
public record ImageAdapter(
        String tensor, int width, int height, Filter filter, Color color, boolean invert, List<Double> scale, List<Double> offset,
        Layout layout) {

    public ImageAdapter {
        scale = List.copyOf(scale);
        offset = List.copyOf(offset);
    }

    /** Elements of one picture's tensor. */
    public long elements() {
        return Math.multiplyExact((long) width * height, color.channels());
    }

    /** How the picture is resized. */
    public enum Filter {
        NEAREST,
        BILINEAR,
        BICUBIC,
        AREA
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
